// One message as it is seen: its text, its file, its buttons, and what one can do with it.
import { act, button, hour, make, size, word } from "./talk.js";
import { copy, dressed } from "./text.js";
import { sign, signed } from "./signs.js";
import { answerTo } from "./composer.js";
import { follow } from "./scroll.js";

export function bubble(pane, message) {
  const node = make("li", `message ${message.mine ? "mine" : "theirs"}`);
  Object.assign(node.dataset, { id: message.id, at: message.at });
  node.tabIndex = -1;
  const box = make("div", "bubble");
  box.append(make("span", "unseen", word(message.mine ? "you-wrote" : "bot-wrote")));
  if (message.reply) {
    const answered = make("div", "answered");
    answered.append(...signed(message.reply.text));
    box.append(answered);
  }
  if (message.file) box.append(attachment(message.file));
  if (message.text) {
    const text = make("div", "text");
    text.append(...dressed(pane, message.text, message.entities));
    box.append(text);
  }
  box.append(foot(pane, message));
  node.append(box);
  if (message.rows.length) node.append(keys(pane, message));
  return node;
}

function foot(pane, message) {
  const node = make("div", "foot");
  node.append(deeds(pane, message));
  if (message.reaction) node.append(make("span", "", message.reaction));
  if (message.edited) node.append(make("span", "", word("edited")));
  const time = make("time", "", hour(message.at));
  time.dateTime = message.at;
  node.append(time);
  return node;
}

function deeds(pane, message) {
  const node = make("div", "deeds");
  node.setAttribute("aria-live", "off");  // not to be read out after each message
  node.append(deed(pane, message, "reply"));
  if (message.mine && message.text && !message.file) node.append(deed(pane, message, "edit"));
  return node;
}

function deed(pane, message, how) {
  const node = button("", undefined, () => answerTo(pane, message, how));
  node.setAttribute("aria-label", word(how));
  node.title = word(how);
  node.append(sign(`deed-${how}`));
  return node;
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
