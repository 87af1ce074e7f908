// The chat page: shows one phone at a time and does what its owner does. Texts are only ever
// put in as text: nothing a bot or a person writes becomes markup.
const $ = (id) => document.getElementById(id);
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const state = {
  token: "", people: new Map(), languages: [], now: null, chat: null, words: {}, tongue: "",
  revision: 0, heard: null, menu: [], reply: 0, edit: 0, loading: false, again: false,
};

// ---- talking to the playground

async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(path);
  return answer.json();
}

async function post(path, body) {
  const form = body instanceof FormData;
  const headers = { "X-Playground": state.token };
  if (!form) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method: "POST", headers, body: form ? body : JSON.stringify(body || {}) });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) toast(word(told.error || "failed"));
  return answer.ok ? told : null;
}

const chat = (deed) => `/api/chats/${state.chat}/${deed}`;

// ---- words

const word = (key, values) => {
  const found = state.words[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? values[name] : all));
};

async function speak(language) {
  const tongue = language.startsWith("fr") ? "fr" : "en";
  if (tongue === state.tongue) return;
  state.words = await get(`/api/words/${tongue}`);
  state.tongue = tongue;
  document.documentElement.lang = tongue;
  for (const node of document.querySelectorAll("[data-words]")) node.textContent = word(node.dataset.words);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", word(node.dataset.label));
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = word(node.dataset.placeholder);
  for (const option of $("tongue").options) option.textContent = tongueName(option.value);
  document.title = word("title");
  showTime();
}

function tongueName(code) {
  if (!code) return word("no-language");
  const name = new Intl.DisplayNames([state.tongue], { type: "language" }).of(code);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const locale = () => (state.tongue === "fr" ? "fr-FR" : "en-GB");
const hour = (iso) => new Date(iso).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
const day = (iso) => new Date(iso).toLocaleDateString(locale(), { weekday: "long", day: "numeric", month: "long", year: "numeric" });

function showTime() {
  if (!state.now) return;
  $("now").dateTime = state.now;
  $("now").textContent = `${day(state.now)}, ${hour(state.now)}`;
}

// ---- people

function showPeople() {
  const list = $("people");
  const focused = document.activeElement?.dataset?.person;
  list.replaceChildren(...[...state.people.values()].map((person) => {
    const button = make("button", "person");
    button.type = "button";
    button.dataset.person = person.id;
    button.setAttribute("aria-current", String(person.id === state.chat));
    const face = make("span", "face", person.name.charAt(0));
    face.setAttribute("aria-hidden", "true");
    const tongue = make("span", "tongue", person.language ? person.language.toUpperCase() : "–");
    const unread = person.id !== state.chat && person.replies > (person.seen ?? person.replies);
    const name = make("span", "name", person.name);
    if (unread) name.append(" ", make("span", "badge", word("new")));
    button.append(face, name, tongue, make("span", "last", person.blocked ? word("blocked") : person.last));
    button.onclick = () => open(person.id);
    const item = make("li");
    item.append(button);
    return item;
  }));
  if (focused) list.querySelector(`[data-person="${focused}"]`)?.focus();
}

function heardOf(people) {
  for (const person of people) {
    const known = state.people.get(person.id);
    const seen = person.id === state.chat || !known ? person.replies : known.seen ?? known.replies;
    state.people.set(person.id, { ...person, seen });
  }
  showPeople();
}

async function open(id) {
  Object.assign(state, { chat: id, revision: 0, heard: null, reply: 0, edit: 0 });
  const person = state.people.get(id);
  person.seen = person.replies;
  await speak(person.language);
  $("log").replaceChildren();
  hush();
  closeMenus();
  showPeople();
  await load();
  $("log").scrollTop = $("log").scrollHeight;
}

// ---- the conversation

async function load() {
  if (state.loading) { state.again = true; return; }
  state.loading = true;
  try {
    do {
      state.again = false;
      const id = state.chat;
      const heard = state.heard === null ? "" : `&heard=${state.heard}`;
      const told = await get(`/api/chats/${id}?since=${state.revision}${heard}`);
      if (id === state.chat) show(told); else state.again = true;
    } while (state.again);
  } finally {
    state.loading = false;
  }
}

function show(told) {
  const log = $("log");
  const bottom = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const kept = new Set(told.ids);
  for (const node of [...log.querySelectorAll(".message")]) if (!kept.has(Number(node.dataset.id))) node.remove();
  let refocus = null;
  for (const message of told.changed) {
    const old = log.querySelector(`[data-id="${message.id}"]`);
    const fresh = bubble(message);
    if (old) {
      if (old.contains(document.activeElement)) refocus = fresh;
      old.replaceWith(fresh);
    } else {
      log.append(fresh);
    }
  }
  days(log);
  Object.assign(state, { revision: told.revision, heard: told.heard, menu: told.menu });
  $("bot").textContent = told.bot || "Traits";
  $("status").textContent = told.blocked ? word("you-blocked") : told.typing ? word("typing") : word("bot");
  $("block").textContent = word(told.blocked ? "unblock" : "block");
  $("block").dataset.deed = told.blocked ? "unblock" : "block";
  $("description").textContent = told.description;
  $("welcome").hidden = told.begun && !told.blocked;
  $("composer").hidden = !told.begun || told.blocked;
  replyKeyboard(told.keyboard);
  for (const alert of told.alerts) alert.window ? shout(alert.text) : toast(alert.text);
  if (refocus) (refocus.querySelector(".key") || refocus).focus();
  if (bottom) log.scrollTop = log.scrollHeight;
}

function days(log) {
  for (const node of log.querySelectorAll(".day")) node.remove();
  let last = "";
  for (const node of log.querySelectorAll(".message")) {
    const written = day(node.dataset.at);
    if (written !== last) node.before(make("li", "day", written));
    last = written;
  }
}

function bubble(message) {
  const node = make("li", `message ${message.mine ? "mine" : "theirs"}`);
  Object.assign(node.dataset, { id: message.id, at: message.at });
  node.tabIndex = -1;
  const box = make("div", "bubble");
  box.append(make("span", "unseen", word(message.mine ? "you-wrote" : "bot-wrote")));
  if (message.reply) box.append(make("div", "answered", message.reply.text));
  if (message.file) box.append(attachment(message.file));
  if (message.text) {
    const text = make("div", "text");
    text.append(...dressed(message.text, message.entities));
    box.append(text);
  }
  const meta = make("div", "meta");
  if (message.reaction) meta.append(make("span", "", message.reaction));
  if (message.edited) meta.append(make("span", "", word("edited")));
  meta.append(make("time", "", hour(message.at)));
  box.append(meta);
  node.append(box);
  if (message.rows.length) node.append(keys(message));
  node.append(deeds(message));
  return node;
}

function deeds(message) {
  const node = make("div", "deeds");
  const reply = make("button", "", word("reply"));
  reply.onclick = () => answerTo(message, "reply");
  node.append(reply);
  if (message.mine && message.text && !message.file) {
    const edit = make("button", "", word("edit"));
    edit.onclick = () => answerTo(message, "edit");
    node.append(edit);
  }
  for (const button of node.children) button.type = "button";
  return node;
}

function keys(message) {
  const rows = make("div", "rows");
  message.rows.forEach((row, y) => {
    const line = make("div", "keys");
    row.forEach((button, x) => line.append(key(message, button, y, x)));
    rows.append(line);
  });
  return rows;
}

function key(message, button, row, column) {
  const style = `key ${["primary", "danger", "success"].includes(button.style) ? button.style : ""}`;
  if (button.url) {
    const link = make("a", style, `${button.text} ↗`);
    if (/^(https?|tg):/.test(button.url)) link.href = button.url;
    Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
    return link;
  }
  const node = make("button", style, button.text);
  node.type = "button";
  node.onclick = button.copy !== undefined
    ? () => copy(button.copy)
    : () => post(chat("press"), { message: message.id, row, column });
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
  return link;
}

const size = (bytes) => word("kilobytes", { size: Math.max(1, Math.round(bytes / 1024)).toLocaleString(locale()) });

// Entities may nest but never cross; their offsets count UTF-16 units, as JavaScript does.
function dressed(text, entities, from = 0, to = text.length) {
  const nodes = [];
  let at = from;
  const inside = entities.filter((one) => one.offset >= from && one.offset + one.length <= to);
  const sorted = inside.sort((a, b) => a.offset - b.offset || b.length - a.length);
  for (let i = 0; i < sorted.length; i += 1) {
    const one = sorted[i];
    if (one.offset < at) continue;
    const end = one.offset + one.length;
    const within = sorted.slice(i + 1).filter((other) => other.offset >= one.offset && other.offset + other.length <= end);
    if (one.offset > at) nodes.push(text.slice(at, one.offset));
    nodes.push(worn(one, text.slice(one.offset, end), dressed(text, within, one.offset, end)));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", blockquote: "blockquote", expandable_blockquote: "blockquote" };

function worn(entity, text, children) {
  if (entity.type === "pre") return frame(text);
  if (entity.type === "spoiler") return spoiler(children);
  const address = { text_link: entity.url, url: /^https?:/.test(text) ? text : `https://${text}`, email: `mailto:${text}` }[entity.type];
  if (address && /^(https?|mailto|tg):/.test(address)) {
    const link = make("a");
    Object.assign(link, { href: address, target: "_blank", rel: "noopener noreferrer" });
    link.append(...children);
    return link;
  }
  if (entity.type === "bot_command") {
    const link = make("a", "", text);
    link.href = "#field";
    link.onclick = (event) => { event.preventDefault(); post(chat("say"), { text }); };
    return link;
  }
  const node = make(TAGS[entity.type] || "span");
  node.append(...children);
  if (entity.type === "code") node.onclick = () => copy(text);
  return node;
}

function frame(text) {
  const node = make("div", "frame");
  const body = make("pre", "", text);
  body.tabIndex = 0;
  const button = make("button", "", word("copy-text"));
  button.type = "button";
  button.onclick = () => copy(text);
  node.append(body, button);
  return node;
}

function spoiler(children) {
  const node = make("button", "spoiler");
  node.type = "button";
  node.setAttribute("aria-expanded", "false");
  node.append(...children);
  node.onclick = () => node.setAttribute("aria-expanded", "true");
  return node;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(word("copied"));
  } catch {
    toast(word("not-copied"));
  }
}

let fading = 0;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { $("toast").hidden = true; }, 4000);
}

function shout(text) {
  $("alert-text").textContent = text;
  if (!$("alert").open) $("alert").showModal();
}

// ---- writing

function answerTo(message, how) {
  hush();
  state[how] = message.id;
  $("context-text").textContent = `${word(how)} : ${message.text || ""}`.slice(0, 120);
  $("context").hidden = false;
  if (how === "edit") $("field").value = message.text;
  $("field").focus();
}

function hush() {
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
  $("log").scrollTop = $("log").scrollHeight;
  if (edit) await post(chat("edit"), { message: edit, text });
  else await post(chat("say"), { text, reply });
}

async function sendFile(input, as) {
  const file = input.files[0];
  closeMenus();
  if (!file) return;
  const form = new FormData();
  form.set("as", as);
  form.set("file", file);
  input.value = "";
  await post(chat("send"), form);
}

function replyKeyboard(keyboard) {
  const box = $("keyboard");
  box.hidden = !keyboard;
  if (!keyboard) return;
  box.replaceChildren(...keyboard.rows.map((row) => {
    const line = make("div", "keys");
    line.append(...row.map((text) => {
      const node = make("button", "key", text);
      node.type = "button";
      node.onclick = () => post(chat("say"), { text });
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
    node.setAttribute("aria-selected", String(i === 0));
    node.id = `command-${i}`;
    node.tabIndex = i === 0 ? 0 : -1;
    node.append(make("span", "", `/${one.command}`), make("small", "", one.description));
    node.onclick = () => choose(one.command);
    return node;
  }));
}

function choose(command) {
  closeMenus();
  $("field").value = "";
  $("field").focus();
  post(chat("say"), { text: `/${command}` });
}

function closeMenus() {
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
  for (const one of options) { one.setAttribute("aria-selected", String(one === next)); one.tabIndex = one === next ? 0 : -1; }
  if (document.activeElement !== $("field")) next.focus();
  next.scrollIntoView({ block: "nearest" });
}

// ---- at the start

function listen() {
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
    if (shut) $("files").querySelector(".choice").focus();
  };
  $("files").onkeydown = (event) => {
    if (event.key === "Escape") { closeMenus(); $("files-button").focus(); }
    if (["Enter", " "].includes(event.key) && event.target.matches("label")) { event.preventDefault(); event.target.querySelector("input").click(); }
  };
  $("photo").onchange = () => sendFile($("photo"), "photo");
  $("file").onchange = () => sendFile($("file"), "document");
  $("voice").onclick = () => { const form = new FormData(); form.set("as", "voice"); closeMenus(); post(chat("send"), form); };
  $("context-off").onclick = () => { hush(); $("field").focus(); };
  $("start").onclick = () => post(chat("start"), { payload: new URLSearchParams(location.search).get("start") || "" });
  $("block").onclick = () => post(chat($("block").dataset.deed));
  $("newcomer").onsubmit = async (event) => {
    event.preventDefault();
    const person = await post("/api/people", { language: $("tongue").value });
    if (person) { heardOf([person]); open(person.id); }
  };
  $("steps").onclick = async (event) => {
    const step = event.target.dataset?.step;
    if (!step) return;
    $("steps").setAttribute("aria-busy", "true");
    const told = await post("/api/skip", { step });
    $("steps").removeAttribute("aria-busy");
    if (told) { state.now = told.now; showTime(); toast(word("now-is", { time: `${day(told.now)}, ${hour(told.now)}` })); }
  };
  document.addEventListener("pointerdown", (event) => { if (!$("composer").contains(event.target)) closeMenus(); });
}

async function begin() {
  const told = await get("/api/state");
  Object.assign(state, { token: told.token, languages: told.languages, now: told.now });
  $("tongue").replaceChildren(...told.languages.map((code) => Object.assign(make("option", "", code), { value: code })));
  $("tongue").value = "de";
  heardOf(told.people);
  listen();
  const wanted = navigator.language.startsWith("fr") ? "fr" : "en";
  const first = told.people.find((person) => person.language === wanted) || told.people[0];
  await open(first.id);
  const line = new EventSource("/api/events");
  line.onmessage = (event) => {
    const news = JSON.parse(event.data);
    state.now = news.now;
    showTime();
    heardOf(news.people);
    if (news.people.some((person) => person.id === state.chat)) load();
  };
  line.onopen = () => load();
}

begin();
