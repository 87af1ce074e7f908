// The chat page: shows one phone at a time and does what its owner does.
import { $, button, chat, day, get, hour, make, post, shortDay, speak, state, tongueName, word } from "./talk.js";
import { attend, shout, toast, whisper } from "./notices.js";
import { attendComposer, closeMenus, hush, replyKeyboard, toField } from "./composer.js";
import { bubble } from "./bubble.js";
import { fetchSigns, signed } from "./signs.js";
import { follow, rest, reveal, watchScroll } from "./scroll.js";

// ---- people

function showPeople() {
  const list = $("people");
  const focused = document.activeElement?.dataset?.person;
  list.replaceChildren(...[...state.people.values()].map((person) => {
    const item = make("li");
    item.append(personButton(person));
    return item;
  }));
  if (focused) list.querySelector(`[data-person="${focused}"]`)?.focus({ preventScroll: true });
}

function personButton(person) {
  const node = button("person", undefined, () => open(person.id));
  node.dataset.person = person.id;
  node.setAttribute("aria-current", String(person.id === state.chat));
  const face = make("span", "face", person.name.charAt(0));
  face.setAttribute("aria-hidden", "true");
  const tongue = make("span", "tongue", person.language ? person.language.toUpperCase() : "–");
  const last = make("span", "last");
  last.append(...(person.blocked ? [word("blocked")] : signed(person.last)));
  node.append(face, make("span", "name", person.name), tongue, last);
  const unread = person.id === state.chat ? 0 : person.replies - person.seen;
  if (unread > 0) node.append(badge(unread));
  return node;
}

function badge(count) {
  const node = make("span", "badge");
  node.append(make("span", "unseen", word("unread")), String(count));
  return node;
}

function heardOf(people) {
  for (const person of people) {
    const known = state.people.get(person.id);
    const seen = person.id === state.chat || !known ? person.replies : Math.min(known.seen, person.replies);
    state.people.set(person.id, { ...person, seen });
  }
  showPeople();
}

async function open(id) {
  Object.assign(state, { chat: id, revision: 0, heard: null });
  const person = state.people.get(id);
  person.seen = person.replies;
  await speak(person.language);
  for (const option of $("tongue").options) option.textContent = tongueName(option.value);
  showTime();
  $("log").setAttribute("aria-busy", "true");  // what was said before is not news
  $("messages").replaceChildren();
  hush();
  closeMenus();
  showPeople();
  document.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  follow();
  await load();
  rest();
  const last = $("messages").lastElementChild;
  if (last) reveal(new Set([Number(last.dataset.id)]), 0);
  $("log").removeAttribute("aria-busy");
}

// ---- time

function showTime() {
  if (!state.now) return;
  $("now").dateTime = state.now;
  $("day").textContent = day(state.now);
  $("short-day").textContent = shortDay(state.now);
  $("hour").textContent = hour(state.now);
}

async function skip(step) {
  $("steps").setAttribute("aria-busy", "true");
  follow();
  const told = await post("/api/skip", { step });
  $("steps").removeAttribute("aria-busy");
  if (!told) return;
  state.now = told.now;
  showTime();
  whisper(word("now-is", { time: `${day(told.now)}, ${hour(told.now)}` }));
}

// ---- the conversation

let loading = false;
let again = false;

async function load() {
  if (loading) { again = true; return; }
  loading = true;
  try {
    do {
      again = false;
      const id = state.chat;
      const heard = state.heard === null ? "" : `&heard=${state.heard}`;
      const told = await get(`/api/chats/${id}?since=${state.revision}${heard}`);
      if (id === state.chat) show(told); else again = true;
    } while (again);
  } finally {
    loading = false;
  }
}

function show(told) {
  Object.assign(state, { revision: told.revision, heard: told.heard, menu: told.menu });
  showState(told);
  showMessages(told);
  for (const one of told.alerts) (one.window ? shout : toast)(one.text);
}

function showState(told) {
  $("bot").textContent = told.bot || "Traits";
  $("status").textContent = word(told.blocked ? "you-blocked" : told.typing ? "typing" : "bot");
  $("status").classList.toggle("typing", told.typing && !told.blocked);
  $("description").textContent = told.description;
  const barred = told.begun && told.blocked;
  const left = [$("start"), $("block"), $("unblock")].find((one) => one === document.activeElement);
  $("block").hidden = !told.begun || told.blocked;
  $("welcome").hidden = told.begun;
  $("barred").hidden = !barred;
  $("composer").hidden = !told.begun || told.blocked;
  replyKeyboard(barred ? null : told.keyboard);
  if (left?.closest("[hidden]")) { if (barred) $("unblock").focus(); else toField(); }
}

function showMessages(told) {
  const list = $("messages");
  const kept = new Set(told.ids);
  for (const node of list.querySelectorAll(".message")) if (!kept.has(Number(node.dataset.id))) node.remove();
  const news = new Set();
  let fresh = 0;
  for (const message of told.changed) {
    const old = list.querySelector(`[data-id="${message.id}"]`);
    const node = bubble(message);
    if (old) {
      if (words(old) !== words(node)) news.add(message.id);
      redraw(old, node);
    } else {
      news.add(message.id);
      fresh += message.mine ? 0 : 1;
      list.append(node);
    }
  }
  if (!told.unanswered) for (const key of list.querySelectorAll(".key[aria-busy]")) key.removeAttribute("aria-busy");
  days(list);
  reveal(news, fresh);
}

const words = (node) => node.querySelector(".text")?.textContent;

// A message changes in place, and whoever was on one of its buttons stays there.
function redraw(old, node) {
  const before = [...old.querySelectorAll(".key")];
  const focused = old.contains(document.activeElement);
  const at = before.indexOf(document.activeElement);
  old.replaceWith(node);
  if (!focused) return;
  const after = [...node.querySelectorAll(".key")];
  const next = after.length === before.length ? after[at] : after[0];
  (next || node).focus({ preventScroll: true });
}

// Each day's first message has the day above it.
function days(list) {
  let last = "";
  for (const node of [...list.children]) {
    const written = node.matches(".day") ? node.dataset.day : day(node.dataset.at);
    if (node.matches(".day")) {
      const next = node.nextElementSibling;
      if (written === last || !next?.matches(".message") || day(next.dataset.at) !== written) { node.remove(); continue; }
    } else if (written !== last) {
      const above = make("li", "day", written);
      above.dataset.day = written;
      node.before(above);
    }
    last = written;
  }
}

// ---- at the start

function listen() {
  attend();
  attendComposer();
  watchScroll();
  $("start").onclick = () => {
    follow();
    post(chat("start"), { payload: new URLSearchParams(location.search).get("start") || "" });
  };
  $("latest").onclick = () => { rest(); toField(); };
  $("block").onclick = () => post(chat("block"));
  $("unblock").onclick = () => post(chat("unblock"));
  $("newcomer-button").onclick = () => shutNewcomer($("newcomer").classList.contains("open"));
  $("newcomer").onkeydown = (event) => { if (event.key === "Escape") { shutNewcomer(true); $("newcomer-button").focus(); } };
  $("newcomer").onsubmit = async (event) => {
    event.preventDefault();
    shutNewcomer(true);
    const person = await post("/api/people", { language: $("tongue").value });
    if (person) { heardOf([person]); open(person.id); }
  };
  $("steps").onclick = (event) => {
    const step = event.target.closest("[data-step]")?.dataset.step;
    if (step) skip(step);
  };
}

function shutNewcomer(shut) {
  $("newcomer").classList.toggle("open", !shut);
  $("newcomer-button").setAttribute("aria-expanded", String(!shut));
  if (!shut) $("tongue").focus();
}

function hearEvents() {
  const line = new EventSource("/api/events");
  let lost = false;
  line.onmessage = (event) => {
    const news = JSON.parse(event.data);
    state.now = news.now;
    showTime();
    heardOf(news.people);
    if (news.people.some((person) => person.id === state.chat)) load();
  };
  line.onerror = () => {
    if (!lost) toast(word("away"));
    lost = true;
  };
  line.onopen = async () => {
    // started anew, it has forgotten us
    if (lost && (await get("/api/state")).token !== state.token) { location.reload(); return; }
    lost = false;
    load();
  };
}

async function begin() {
  const [told] = await Promise.all([get("/api/state"), fetchSigns()]);
  Object.assign(state, { token: told.token, now: told.now });
  $("tongue").replaceChildren(...told.languages.map((code) => Object.assign(make("option", "", code), { value: code })));
  $("tongue").value = "de";
  heardOf(told.people);
  listen();
  const wanted = navigator.language.startsWith("fr") ? "fr" : "en";
  await open((told.people.find((person) => person.language === wanted) || told.people[0]).id);
  hearEvents();
}

begin();
