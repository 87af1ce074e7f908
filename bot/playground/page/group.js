// The volunteers' group: its topics, one of them open, and whoever writes there.
import { $, act, button, make, state, word } from "./talk.js";
import { leave, load, makePane, turn } from "./pane.js";
import { closeMenus, hush, toField, walkChoices } from "./composer.js";
import { follow } from "./scroll.js";
import { sign, signed } from "./signs.js";

const WIDE = matchMedia("(min-width: 70rem)");  // where it has room beside a person's chat
const GENERAL = 1;
const AS_GROUP = 0;  // an administrator who writes as the group

let pane = null;
let told = null;  // the group as the playground tells of it
let topic = null;  // the id of the topic that is open
let writer = null;
let tongue = "";  // in which the messages are worded
let shown = () => {};
const seen = new Map();  // of each topic, how many of the bot's messages

export function attendGroup(group, whenShown) {
  if (!group) return;
  shown = whenShown;
  pane = makePane("thread", {
    source: () => topic && `/api/group/topics/${topic}?writer=${writer}`,
    deed: (name) => `/api/group/${name}`,
    besides: () => ({ writer, topic }),
    mine: (message) => message.from.id === writer,
    leadsTo: (url) => told.topics.find((one) => url === `${told.link}${one.id}`),
    go: (one) => openTopic(one.id),
    show: () => {},
  });
  pane.part("menu-button").hidden = true;
  pane.part("writer").hidden = false;
  pane.part("composer").hidden = false;
  pane.part("writer").onchange = (event) => write(Number(event.target.value));
  for (const id of ["groups", "try-answer"]) $(id).hidden = false;
  $("group-back").onclick = back;
  $("group-shut").onclick = () => { shutGroup(); $("group-line").querySelector("button").focus(); };
  attendDeeds();
  WIDE.addEventListener("change", () => shown());
  for (const one of group.topics) seen.set(one.id, one.replies);
  heardOfGroup(group);
}

export const followGroup = () => pane && follow(pane);
export const groupShown = () => Boolean(pane) && !$("group").hidden;
export const personShown = () => !groupShown() || WIDE.matches;

export function heardOfGroup(group) {
  told = group;
  if (!told.people.some((one) => one.id === writer)) writer = null;
  if (topic && !opened()) back();
  nameGroup();
  if (topic) load(pane);
}

// All that is worded here, in the page's language.
export function nameGroup() {
  if (!told || !state.tongue) return;
  writer ??= (told.people.find((one) => one.language === state.tongue) || told.people[0]).id;
  if (groupShown() && topic) seen.set(topic, opened().replies);
  showLine();
  showTopics();
  showHead();
  showWriters();
  if (topic && tongue !== state.tongue) turn(pane);
  tongue = state.tongue;
}

const opened = () => told.topics.find((one) => one.id === topic);
const writing = () => told.people.find((one) => one.id === writer);
const nameOf = (one) => (one.id === GENERAL && one.name === "General" ? word("general") : one.name);
const unread = (one) => one.replies - Math.min(seen.get(one.id) ?? 0, one.replies);

// ---- the line in the side, and the window

function showLine() {
  const node = button("person", undefined, openGroup);
  node.setAttribute("aria-current", String(groupShown()));
  const face = make("span", "face");
  face.append(sign("deed-group"));
  const [newest] = [...told.topics].filter((one) => one.last).sort((a, b) => b.newest - a.newest);
  const last = make("span", "last");
  if (newest) last.append(`${nameOf(newest)} · `, ...said(newest.last));
  node.append(face, make("span", "name", told.title), last);
  const news = told.topics.map(unread).reduce((a, b) => a + b, 0);
  if (news) node.append(badge(news));
  const focused = $("group-line").contains(document.activeElement);
  $("group-line").replaceChildren(node);
  if (focused) node.focus({ preventScroll: true });
}

export function badge(count) {
  const node = make("span", "badge");
  node.append(make("span", "unseen", word("unread")), String(count));
  return node;
}

function said(message) {
  return signed(message.service ? word(message.service, message) : word("wrote", message) + message.text);
}

function openGroup() {
  place(true);
  if (topic) toField(pane);
  else $("topics").querySelector("button").focus();
}

export function shutGroup() {
  if (groupShown()) place(false);
}

function place(there) {
  $("group").hidden = !there;
  document.body.classList.toggle("with-group", there);
  nameGroup();
  shown();
}

// ---- the topics

function showTopics() {
  const focused = document.activeElement?.dataset?.topic;
  const rest = told.topics.filter((one) => one.id !== GENERAL).sort((a, b) => b.newest - a.newest);
  $("topics").replaceChildren(...[...told.topics.filter((one) => one.id === GENERAL), ...rest].map((one) => {
    const item = make("li");
    item.append(topicButton(one));
    return item;
  }));
  if (focused) $("topics").querySelector(`[data-topic="${focused}"]`)?.focus({ preventScroll: true });
}

function topicButton(one) {
  const node = button("person", undefined, () => openTopic(one.id));
  node.dataset.topic = one.id;
  const face = make("span", "face", one.id === GENERAL ? "#" : one.name.charAt(0));
  face.setAttribute("aria-hidden", "true");
  if (one.id !== GENERAL) { face.classList.add("coloured"); face.style.setProperty("--topic", one.color); }
  const name = make("span", "name", nameOf(one));
  if (one.closed) name.append(closedMark());
  const last = make("span", "last");
  if (one.last) last.append(...said(one.last));
  node.append(face, name, last);
  if (unread(one)) node.append(badge(unread(one)));
  return node;
}

function closedMark() {
  const mark = make("span", "mark");
  mark.append(make("span", "unseen", ` (${word("closed")})`), sign("deed-lock"));
  return mark;
}

async function openTopic(id) {
  topic = id;
  hush(pane);
  nameGroup();
  toField(pane);
  await turn(pane);
}

function back() {
  const left = topic;
  topic = null;
  leave(pane);
  shutDeeds();
  closeMenus(pane);
  nameGroup();
  if (groupShown()) ($("topics").querySelector(`[data-topic="${left}"]`) || $("topics").querySelector("button"))?.focus();
}

// ---- the head, and what one can do there

function showHead() {
  const one = topic && opened();
  $("topics").hidden = Boolean(one);
  $("thread").hidden = !one;
  $("group-back").hidden = !one;
  $("group-title").textContent = one ? nameOf(one) : told.title;
  const members = told.people.filter((person) => person.inside && person.id !== AS_GROUP).map((person) => person.name);
  $("group-status").textContent = one ? [told.title, ...(one.closed ? [word("closed")] : [])].join(" · ") : [...members, told.bot].filter(Boolean).join(", ");
  const { name, inside, owner } = writing();
  const allowed = one && inside && one.managers.includes(writer);
  $("close-topic").hidden = !allowed || one.closed;
  $("reopen-topic").hidden = !allowed || !one.closed;
  $("leave-group").hidden = !inside || owner || writer === AS_GROUP;
  $("join-group").hidden = inside;
  $("leave-group").textContent = word("leave-group", { name });
  $("join-group").textContent = word("join-group", { name });
  $("group-deeds-button").hidden = !$("group-deeds").querySelector(".choice:not([hidden])");
}

function attendDeeds() {
  for (const [id, deed] of [["close-topic", "close"], ["reopen-topic", "reopen"], ["leave-group", "leave"], ["join-group", "join"]]) {
    $(id).onclick = () => { shutDeeds(); $("group-deeds-button").focus(); act(pane, deed, {}); };
  }
  $("group-deeds-button").onclick = () => {
    const shut = $("group-deeds").hidden;
    $("group-deeds").hidden = !shut;
    $("group-deeds-button").setAttribute("aria-expanded", String(shut));
    if (shut) $("group-deeds").querySelector(".choice:not([hidden])").focus();
  };
  $("group-deeds").onkeydown = (event) => walkChoices(event, $("group-deeds"), $("group-deeds-button"), shutDeeds);
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest("#group-deeds, #group-deeds-button")) shutDeeds(); });
}

function shutDeeds() {
  $("group-deeds").hidden = true;
  $("group-deeds-button").setAttribute("aria-expanded", "false");
}

// ---- who writes

function write(id) {
  writer = id;
  nameGroup();
  turn(pane);
}

function showWriters() {
  const options = told.people.map((one) => {
    const name = one.id === AS_GROUP ? word("as-group") : one.name;
    return Object.assign(make("option", "", one.inside ? name : word("outside", { name })), { value: one.id });
  });
  pane.part("writer").replaceChildren(...options);
  pane.part("writer").value = writer;
  const silence = reasonForSilence();
  pane.part("silence").textContent = silence;
  pane.part("silence").hidden = !silence;
  for (const part of ["files-button", "field", "send"]) pane.part(part).hidden = Boolean(silence);
}

function reasonForSilence() {
  const { name, inside } = writing();
  if (!inside) return word("is-outside", { name });
  return topic && opened().closed && !opened().managers.includes(writer) ? word("is-closed") : "";
}
