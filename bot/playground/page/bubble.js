// One message as it is seen: its text, its file, its buttons, and what one can do with it.
import { act, button, hour, make, size, word } from "./talk.js";
import { copy, dressed } from "./text.js";
import { sign, signed } from "./signs.js";
import { answerTo } from "./composer.js";
import { follow } from "./scroll.js";

export function bubble(pane, message) {
  const mine = pane.mine(message);
  const node = make("li", `message ${message.service ? "service" : mine ? "mine" : "theirs"}`);
  Object.assign(node.dataset, { id: message.id, at: message.at });
  node.tabIndex = -1;
  if (message.service) {
    node.append(...signed(word(message.service, message)));
    return node;
  }
  if (message.protected) node.classList.add("protected");
  const box = make("div", "bubble");
  box.append(author(message, mine));
  if (message.reply) box.append(answered(message.reply));
  if (message.file) box.append(attachment(message.file));
  if (message.text) {
    const text = make("div", "text");
    text.append(...dressed(pane, message.text, message.entities, message.protected));
    box.append(text);
  }
  box.append(foot(pane, message));
  node.append(box);
  if (message.rows.length) node.append(keys(pane, message));
  return node;
}

// In a group, names stand over what others wrote.
function author(message, mine) {
  if (mine || !message.from) return make("span", "unseen", word(mine ? "you-wrote" : "bot-wrote"));
  const node = make("div", "from", message.from.name);
  node.append(make("span", "unseen", word("wrote", { name: "" })));
  return node;
}

function answered(reply) {
  const node = make("div", "answered");
  if (reply.name) node.append(make("b", "", reply.name));
  const text = make("span");
  text.append(...signed(reply.text));
  node.append(text);
  return node;
}

function foot(pane, message) {
  const node = make("div", "foot");
  node.append(deeds(pane, message));
  if (message.reaction) node.append(reaction(message.reaction));
  if (message.protected) node.append(kept());
  if (message.edited) node.append(make("span", "", word("edited")));
  const time = make("time", "", hour(message.at));
  time.dateTime = message.at;
  node.append(time);
  return node;
}

function reaction(emoji) {
  const node = make("span");
  node.append(...signed(emoji));
  return node;
}

function kept() {
  const node = make("span", "mark");
  node.title = word("protected");
  node.append(make("span", "unseen", word("protected")), sign("deed-lock"));
  return node;
}

function deeds(pane, message) {
  const node = make("div", "deeds");
  node.setAttribute("aria-live", "off");  // not to be read out after each message
  node.append(deed(pane, message, "reply"));
  if (pane.mine(message) && message.text && !message.file) node.append(deed(pane, message, "edit"));
  return node;
}

function deed(pane, message, how) {
  const node = button("", undefined, () => answerTo(pane, message, how, how === "reply" ? chosen(node, message) : ""));
  node.onpointerdown = (event) => event.preventDefault();  // what was selected stays selected
  node.setAttribute("aria-label", word(how));
  node.title = word(how);
  node.append(sign(`deed-${how}`));
  return node;
}

// The part of a message that is selected: what a reply may quote.
function chosen(node, message) {
  const text = node.closest(".message").querySelector(".text");
  const selection = getSelection();
  if (!text?.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return "";
  const part = selection.toString().trim();
  return message.text.includes(part) ? part : "";
}

function keys(pane, message) {
  const rows = make("div", "rows");
  message.rows.forEach((row, y) => {
    const line = make("div", "keys");
    row.forEach((one, x) => line.append(key(pane, message, one, y, x)));
    rows.append(line);
  });
  return rows;
}

function key(pane, message, told, row, column) {
  const style = `key ${["primary", "danger", "success"].includes(told.style) ? told.style : ""}`;
  if (told.url) {
    const link = make("a", style);
    link.append(...signed(`${told.text} `), sign("sign-2197"));
    if (/^(https?|tg):/.test(told.url)) link.href = told.url;
    Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
    return link;
  }
  const node = button(style, undefined, () => {
    if (told.copy !== undefined) { copy(told.copy); return; }
    follow(pane);
    node.setAttribute("aria-busy", "true");
    act(pane, "press", { message: message.id, row, column });
  });
  node.append(...signed(told.text));
  return node;
}

function attachment(file) {
  if (file.kind === "photo") {
    const picture = make("img", "picture");
    Object.assign(picture, { src: file.url, alt: word("photo"), width: file.width || 64, height: file.height || 64 });
    return picture;
  }
  const link = make("a", "attachment");
  link.href = file.url;
  if (file.opens) Object.assign(link, { target: "_blank", rel: "noopener" });
  else link.download = file.name;
  const sheet = make("span", "sheet", file.kind === "voice" ? "♪" : file.name.split(".").pop().slice(0, 4));
  sheet.setAttribute("aria-hidden", "true");
  const words = make("span");
  words.append(make("b", "", file.name || word(file.kind)), make("small", "", `${word(file.opens ? "open" : "download")} · ${size(file.size)}`));
  link.append(sheet, words);
  return file.opens ? openable(link, file) : link;
}

function openable(link, file) {
  const both = make("div", "openable");
  const keep = make("a", "keep");
  Object.assign(keep, { href: `${file.url}?keep`, download: file.name, title: word("download") });
  keep.setAttribute("aria-label", word("download"));
  keep.append(sign("deed-keep"));
  both.append(link, keep);
  return both;
}
