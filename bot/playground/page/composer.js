// Writing: the field, the menu of commands, and what can be sent besides words.
import { act, button, make, word } from "./talk.js";
import { follow } from "./scroll.js";
import { signed } from "./signs.js";

export function answerTo(pane, message, how, quote = "") {
  hush(pane);
  pane[how] = message.id;
  pane.quote = quote;
  const about = word(`${how}-to`, { text: (quote || message.text || word("document")).slice(0, 120) });
  pane.part("context-text").replaceChildren(...signed(about));
  pane.part("context").hidden = false;
  if (how === "edit") pane.part("field").value = message.text;
  grow(pane);
  pane.part("field").focus();
}

// On a touch screen the field would call up the keyboard, which nobody asked for.
export function toField(pane) {
  if (matchMedia("(hover: hover)").matches) pane.part("field").focus({ preventScroll: true });
}

export function hush(pane) {
  Object.assign(pane, { reply: 0, edit: 0, quote: "" });
  pane.part("context").hidden = true;
  pane.part("field").value = "";
  grow(pane);
}

function grow(pane) {
  const field = pane.part("field");
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

async function send(pane) {
  const text = pane.part("field").value;
  if (!text.trim()) return;
  const { reply, edit, quote } = pane;
  hush(pane);
  closeMenus(pane);
  follow(pane);
  if (edit) await act(pane, "edit", { message: edit, text });
  else await act(pane, "say", { text, reply, quote });
}

async function sendFile(pane, as, file) {
  closeMenus(pane);
  toField(pane);
  const form = new FormData();
  form.set("as", as);
  if (file) form.set("file", file);
  follow(pane);
  await act(pane, "send", form);
}

export function replyKeyboard(pane, keyboard) {
  const box = pane.part("keyboard");
  box.hidden = !keyboard;
  box.replaceChildren(...(keyboard?.rows || []).map((row) => {
    const line = make("div", "keys");
    line.append(...row.map((text) => {
      const node = button("key", undefined, () => { follow(pane); act(pane, "say", { text }); });
      node.append(...signed(text));
      return node;
    }));
    return line;
  }));
}

// ---- menus: of commands, and of what can be sent

function openMenu(pane, filter = "") {
  const found = pane.menu.filter((one) => one.command.startsWith(filter));
  pane.part("menu").hidden = !found.length;
  pane.part("menu-button").setAttribute("aria-expanded", String(found.length > 0));
  pane.part("menu").replaceChildren(...found.map((one) => {
    const node = make("li");
    node.setAttribute("role", "option");
    node.append(make("span", "", `/${one.command}`), make("small", "", one.description));
    node.onclick = () => choose(pane, one.command);
    return node;
  }));
  if (found.length) point(pane.part("menu").firstElementChild);
}

function point(chosen) {
  for (const one of chosen.parentElement.children) {
    one.setAttribute("aria-selected", String(one === chosen));
    one.tabIndex = one === chosen ? 0 : -1;
  }
  chosen.scrollIntoView({ block: "nearest" });
}

function choose(pane, command) {
  closeMenus(pane);
  pane.part("field").value = "";
  toField(pane);
  follow(pane);
  act(pane, "say", { text: `/${command}` });
}

export function closeMenus(pane) {
  for (const id of ["menu", "files"]) {
    pane.part(id).hidden = true;
    pane.part(`${id}-button`).setAttribute("aria-expanded", "false");
  }
}

function walkMenu(pane, event) {
  const options = [...pane.part("menu").children];
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }[event.key];
  if (event.key === "Escape") { closeMenus(pane); pane.part("field").focus(); event.preventDefault(); return; }
  if (event.key === "Enter" && at >= 0) { event.preventDefault(); options[at].click(); return; }
  if (to === undefined || !options.length) return;
  event.preventDefault();
  const next = options[(to + options.length) % options.length];
  point(next);
  if (document.activeElement !== pane.part("field")) next.focus();
}

// The arrows walk through a box of choices, and Escape goes back to what opened it.
export function walkChoices(event, box, opener, shut) {
  const choices = [...box.querySelectorAll("button:not([hidden])")];
  const at = choices.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") { shut(); opener.focus(); }
  if (step) { event.preventDefault(); choices[(at + step + choices.length) % choices.length].focus(); }
}

// ---- at the start

export function attendComposer(pane) {
  const [composer, field, menu, files] = ["composer", "field", "menu", "files"].map(pane.part);
  const [menuButton, filesButton] = ["menu-button", "files-button"].map(pane.part);
  composer.onsubmit = (event) => { event.preventDefault(); send(pane); };
  field.oninput = () => {
    grow(pane);
    if (/^\/\w*$/.test(field.value)) openMenu(pane, field.value.slice(1)); else closeMenus(pane);
  };
  field.onkeydown = (event) => {
    if (!menu.hidden && ["ArrowDown", "ArrowUp", "Enter", "Escape"].includes(event.key)) walkMenu(pane, event);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(pane); }
    else if (event.key === "Escape") hush(pane);
  };
  menu.onkeydown = (event) => walkMenu(pane, event);
  menuButton.onclick = () => {
    const shut = menu.hidden;
    closeMenus(pane);
    if (shut) { openMenu(pane); menu.firstElementChild?.focus(); }
  };
  filesButton.onclick = () => {
    const shut = files.hidden;
    closeMenus(pane);
    files.hidden = !shut;
    filesButton.setAttribute("aria-expanded", String(shut));
    if (shut) files.querySelector("button").focus();
  };
  files.onkeydown = (event) => walkChoices(event, files, filesButton, () => closeMenus(pane));
  pane.part("voice").onclick = () => sendFile(pane, "voice");
  for (const [id, as] of [["photo", "photo"], ["file", "document"]]) {
    pane.part(id).onclick = () => pane.part(`${id}-input`).click();
    pane.part(`${id}-input`).onchange = (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) sendFile(pane, as, file);
    };
  }
  pane.part("context-off").onclick = () => { hush(pane); field.focus(); };
  document.addEventListener("pointerdown", (event) => { if (!composer.contains(event.target)) closeMenus(pane); });
}
