// Where one reads: an answer is shown from its beginning, and nothing moves under a reader's eyes.
import { $ } from "./talk.js";

const EDGE = 5;  // pixels of air above what is shown first
const NEAR = 80;  // pixels from the end that still are the end
const SHORT = 0.3;  // of the window: a question, not a command, that may stay above its answer

let following = true;
let atEnd = true;
let first = null;  // the id of the message the answer begins with
let unseen = 0;

const log = () => $("log");
const end = () => log().scrollHeight - log().clientHeight;

// What comes now answers the person: it is to be shown.
export function follow() {
  following = true;
  first = null;
}

export function rest() {
  follow();
  unseen = 0;
  log().scrollTop = end();
  look();
}

// Go to where the news begins; `ids` are the messages that are new or say something else.
export function reveal(ids, fresh) {
  const news = [...log().querySelectorAll(".message")].filter((node) => ids.has(Number(node.dataset.id)));
  if (!news.length) { if (following && first === null && atEnd) log().scrollTop = end(); return; }
  if (!following && !atEnd) { unseen += fresh; look(); return; }
  if (!following) first = null;
  const begun = first !== null && log().querySelector(`[data-id="${first}"]`);
  const answer = news.find((node) => node.matches(".theirs"));
  if (!begun || (answer && begun.matches(".mine"))) first = Number((answer || news[0]).dataset.id);
  log().scrollTop = Math.min(end(), top(log().querySelector(`[data-id="${first}"]`)) - EDGE);
  look();
}

function top(node) {
  const asked = node.previousElementSibling;
  const question = asked?.matches(".mine") && !asked.querySelector(".text")?.textContent.startsWith("/");
  const start = question && asked.offsetHeight < log().clientHeight * SHORT ? asked : node;
  return start.offsetTop - log().offsetTop;
}

function look() {
  atEnd = end() - log().scrollTop < NEAR;
  if (atEnd) unseen = 0;
  $("latest").hidden = atEnd;
  $("latest-count").textContent = unseen ? String(unseen) : "";
}

export function watchScroll() {
  log().addEventListener("scroll", look, { passive: true });
  for (const moved of ["wheel", "touchmove", "keydown"]) log().addEventListener(moved, stopFollowing, { passive: true });
  new ResizeObserver(() => { if (atEnd) log().scrollTop = end(); }).observe(log());
}

function stopFollowing(event) {
  if (event.type !== "keydown" || /^(Arrow|Page|Home|End)/.test(event.key)) following = false;
}
