// Writing: the field, the menu of commands, and what can be sent besides words.
import { $, button, chat, make, post, state, word } from "./talk.js";
import { follow } from "./scroll.js";
import { signed } from "./signs.js";

export function answerTo(message, how) {
  hush();
  state[how] = message.id;
  const about = word(`${how}-to`, { text: (message.text || word("document")).slice(0, 120) });
  $("context-text").replaceChildren(...signed(about));
  $("context").hidden = false;
  if (how === "edit") $("field").value = message.text;
  grow();
  $("field").focus();
}

// On a touch screen the field would call up the keyboard, which nobody asked for.
export function toField() {
  if (matchMedia("(hover: hover)").matches) $("field").focus({ preventScroll: true });
}

export function hush() {
  Object.assign(state, { reply: 0, edit: 0 });
  $("context").hidden = true;
  $("field").value = "";
  grow();
}

function grow() {
  const field = $("field");
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

async function send() {
  const text = $("field").value;
  if (!text.trim()) return;
  const { reply, edit } = state;
  hush();
  closeMenus();
  follow();
  if (edit) await post(chat("edit"), { message: edit, text });
  else await post(chat("say"), { text, reply });
}

async function sendFile(as, file) {
  closeMenus();
  toField();
  const form = new FormData();
  form.set("as", as);
  if (file) form.set("file", file);
  follow();
  await post(chat("send"), form);
}

export function replyKeyboard(keyboard) {
  const box = $("keyboard");
  box.hidden = !keyboard;
  box.replaceChildren(...(keyboard?.rows || []).map((row) => {
    const line = make("div", "keys");
    line.append(...row.map((text) => {
      const node = button("key", undefined, () => { follow(); post(chat("say"), { text }); });
      node.append(...signed(text));
      return node;
    }));
    return line;
  }));
}

// ---- menus: of commands, and of what can be sent

function openMenu(filter = "") {
  const found = state.menu.filter((one) => one.command.startsWith(filter));
  $("menu").hidden = !found.length;
  $("menu-button").setAttribute("aria-expanded", String(found.length > 0));
  $("menu").replaceChildren(...found.map((one, i) => {
    const node = make("li");
    node.setAttribute("role", "option");
    node.id = `command-${i}`;
    node.append(make("span", "", `/${one.command}`), make("small", "", one.description));
    node.onclick = () => choose(one.command);
    return node;
  }));
  if (found.length) point($("menu").firstElementChild);
}

function point(chosen) {
  for (const one of $("menu").children) {
    one.setAttribute("aria-selected", String(one === chosen));
    one.tabIndex = one === chosen ? 0 : -1;
  }
  chosen.scrollIntoView({ block: "nearest" });
}

function choose(command) {
  closeMenus();
  $("field").value = "";
  toField();
  follow();
  post(chat("say"), { text: `/${command}` });
}

export function closeMenus() {
  for (const id of ["menu", "files"]) {
    $(id).hidden = true;
    $(`${id}-button`).setAttribute("aria-expanded", "false");
  }
}

function walkMenu(event) {
  const options = [...$("menu").children];
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }[event.key];
  if (event.key === "Escape") { closeMenus(); $("field").focus(); event.preventDefault(); return; }
  if (event.key === "Enter" && at >= 0) { event.preventDefault(); options[at].click(); return; }
  if (to === undefined || !options.length) return;
  event.preventDefault();
  const next = options[(to + options.length) % options.length];
  point(next);
  if (document.activeElement !== $("field")) next.focus();
}

function walkFiles(event) {
  const choices = [...$("files").querySelectorAll("button")];
  const at = choices.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") { closeMenus(); $("files-button").focus(); }
  if (step) { event.preventDefault(); choices[(at + step + choices.length) % choices.length].focus(); }
}

// ---- at the start

export function attendComposer() {
  $("composer").onsubmit = (event) => { event.preventDefault(); send(); };
  $("field").oninput = () => {
    grow();
    const typed = $("field").value;
    if (/^\/\w*$/.test(typed)) openMenu(typed.slice(1)); else closeMenus();
  };
  $("field").onkeydown = (event) => {
    if (!$("menu").hidden && ["ArrowDown", "ArrowUp", "Enter", "Escape"].includes(event.key)) walkMenu(event);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
    else if (event.key === "Escape") hush();
  };
  $("menu").onkeydown = walkMenu;
  $("menu-button").onclick = () => {
    const shut = $("menu").hidden;
    closeMenus();
    if (shut) { openMenu(); $("menu").firstElementChild?.focus(); }
  };
  $("files-button").onclick = () => {
    const shut = $("files").hidden;
    closeMenus();
    $("files").hidden = !shut;
    $("files-button").setAttribute("aria-expanded", String(shut));
    if (shut) $("files").querySelector("button").focus();
  };
  $("files").onkeydown = walkFiles;
  $("voice").onclick = () => sendFile("voice");
  for (const [id, as] of [["photo", "photo"], ["file", "document"]]) {
    $(id).onclick = () => $(`${id}-input`).click();
    $(`${id}-input`).onchange = (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) sendFile(as, file);
    };
  }
  $("context-off").onclick = () => { hush(); $("field").focus(); };
  document.addEventListener("pointerdown", (event) => { if (!$("composer").contains(event.target)) closeMenus(); });
}
