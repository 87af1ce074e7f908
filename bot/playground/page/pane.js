// One conversation on the page: where it is asked for, and its messages as they stand.
import { $, day, get, make, post } from "./talk.js";
import { shout, toast } from "./notices.js";
import { attendComposer, toField } from "./composer.js";
import { bubble } from "./bubble.js";
import { START, follow, rest, reveal, watchScroll } from "./scroll.js";

const LINKED = { controls: "aria-controls", for: "for" };

// `ways` says what this conversation is: source() the address it is read from, deed(name) where
// something is done, besides() what goes with every deed, mine(message) whether it stands on the
// writer's side, leadsTo(url) what a link opens here, go() there, show(told) what changes around it.
export function makePane(name, ways) {
  const root = $(name);
  for (const place of root.querySelectorAll("[data-template]")) place.replaceWith($(place.dataset.template).content.cloneNode(true));
  for (const node of root.querySelectorAll("[data-part]")) node.id = `${name}-${node.dataset.part}`;
  for (const [from, to] of Object.entries(LINKED)) {
    for (const node of root.querySelectorAll(`[data-${from}]`)) node.setAttribute(to, `${name}-${node.dataset[from]}`);
  }
  const pane = {
    name, besides: () => ({}), mine: (message) => message.mine, leadsTo: () => null, ...ways, part: (part) => $(`${name}-${part}`),
    turns: 0, revision: 0, heard: null, loading: null, menu: [], reply: 0, edit: 0, quote: "", reading: { ...START },
  };
  attendComposer(pane);
  watchScroll(pane);
  pane.part("latest").onclick = () => { rest(pane); toField(pane); };
  return pane;
}

// What is still on its way belongs to the conversation that is left.
export function leave(pane) {
  pane.turns += 1;
  Object.assign(pane, { revision: 0, heard: null });
  pane.part("log").setAttribute("aria-busy", "true");  // what was said before is not news
  pane.part("messages").replaceChildren();
  follow(pane);
}

// Show the conversation one has turned to, from its end.
export async function turn(pane) {
  leave(pane);
  await load(pane);
  rest(pane);
  const last = pane.part("messages").lastElementChild;
  if (last) reveal(pane, new Set([Number(last.dataset.id)]), 0);
  pane.part("log").removeAttribute("aria-busy");
}

export function load(pane) {
  pane.again = true;
  if (!pane.loading && pane.source()) pane.loading = fetchAll(pane);
  return pane.loading;
}

async function fetchAll(pane) {
  try {
    while (pane.again && pane.source()) {
      pane.again = false;
      const { turns } = pane;
      const source = pane.source();
      const asked = new URLSearchParams({ since: pane.revision, ...(pane.heard === null ? {} : { heard: pane.heard }) });
      const told = await get(`${source}${source.includes("?") ? "&" : "?"}${asked}`);
      if (turns === pane.turns) show(pane, told); else pane.again = true;
    }
  } finally {
    pane.loading = null;
  }
}

function show(pane, told) {
  Object.assign(pane, { revision: told.revision, heard: told.heard, menu: told.menu });
  pane.show(told);
  showMessages(pane, told);
  for (const one of told.alerts) if (one.window) shout(one.text, pane.part("field")); else toast(one.text);
}

function showMessages(pane, told) {
  const list = pane.part("messages");
  const kept = new Set(told.ids);
  for (const node of list.querySelectorAll(".message")) if (!kept.has(Number(node.dataset.id))) node.remove();
  const news = new Set();
  let fresh = 0;
  for (const message of told.changed) {
    const old = list.querySelector(`[data-id="${message.id}"]`);
    const node = bubble(pane, message);
    if (old) {
      if (words(old) !== words(node)) news.add(message.id);
      redraw(old, node);
    } else {
      news.add(message.id);
      fresh += node.matches(".theirs") ? 1 : 0;
      list.append(node);
    }
  }
  if (!told.unanswered) for (const key of list.querySelectorAll(".key[aria-busy]")) key.removeAttribute("aria-busy");
  days(list);
  reveal(pane, news, fresh);
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
