// The chat page: shows one phone at a time and does what its owner does.
import { $, button, day, get, hour, make, post, shortDay, speak, state, tongueName, word } from "./talk.js";
import { attend, toast, whisper } from "./notices.js";
import { attendPerson, followPerson, leavePerson, loadPerson, showPerson } from "./person.js";
import { attendGroup, badge, followGroup, heardOfGroup, nameGroup, personShown, shutGroup } from "./group.js";
import { fetchSigns, signed } from "./signs.js";

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
  node.setAttribute("aria-current", String(isRead(person)));
  const face = make("span", "face", person.name.charAt(0));
  face.setAttribute("aria-hidden", "true");
  const tongue = make("span", "tongue", person.language ? person.language.toUpperCase() : "–");
  const last = make("span", "last");
  last.append(...(person.blocked ? [word("blocked")] : signed(person.last)));
  node.append(face, make("span", "name", person.name), tongue, last);
  const unread = isRead(person) ? 0 : person.replies - person.seen;
  if (unread > 0) node.append(badge(unread));
  return node;
}

const isRead = (person) => person.id === state.chat && personShown();

function heardOf(people) {
  for (const person of people) {
    const known = state.people.get(person.id);
    const seen = isRead(person) || !known ? person.replies : Math.min(known.seen, person.replies);
    state.people.set(person.id, { ...person, seen });
  }
  showPeople();
}

async function open(id) {
  if (!personShown()) shutGroup();
  const person = state.people.get(id);
  person.seen = person.replies;
  leavePerson(id);
  await speak(person.language);
  for (const option of $("tongue").options) option.textContent = tongueName(option.value);
  showTime();
  showPeople();
  nameGroup();
  document.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  await showPerson();
}

// Beside a group or behind it, or alone.
function showView() {
  const person = state.people.get(state.chat);
  if (personShown()) person.seen = person.replies;
  document.querySelector(".skip-link").href = personShown() ? "#person-field" : "#thread-field";
  showPeople();
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
  followPerson();
  followGroup();
  const told = await post("/api/skip", { step });
  $("steps").removeAttribute("aria-busy");
  if (!told) return;
  state.now = told.now;
  showTime();
  whisper(word("now-is", { time: `${day(told.now)}, ${hour(told.now)}` }));
}

// ---- at the start

function listen() {
  attend();
  attendPerson();
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
    if (news.group) heardOfGroup(news.group);
    if (news.people.some((person) => person.id === state.chat)) loadPerson();
  };
  line.onerror = () => {
    if (!lost) toast(word("away"));
    lost = true;
  };
  line.onopen = async () => {
    // started anew, it has forgotten us
    if (lost && (await get("/api/state")).token !== state.token) { location.reload(); return; }
    lost = false;
  };
}

async function begin() {
  const [told] = await Promise.all([get("/api/state"), fetchSigns()]);
  Object.assign(state, { token: told.token, now: told.now });
  $("tongue").replaceChildren(...told.languages.map((code) => Object.assign(make("option", "", code), { value: code })));
  $("tongue").value = "de";
  heardOf(told.people);
  listen();
  attendGroup(told.group, showView);
  const wanted = navigator.language.startsWith("fr") ? "fr" : "en";
  await open((told.people.find((person) => person.language === wanted) || told.people[0]).id);
  hearEvents();
}

begin();
