// Where one reads: an answer is shown from its beginning, and nothing moves under a reader's eyes.
const EDGE = 5;  // pixels of air above what is shown first
const NEAR = 80;  // pixels from the end that still are the end
const SHORT = 0.3;  // of the window: a question, not a command, that may stay above its answer

// first is the id of the message the answer begins with
export const START = { following: true, atEnd: true, first: null, unseen: 0 };

const end = (log) => log.scrollHeight - log.clientHeight;

// What comes now answers the person: it is to be shown.
export function follow(pane) {
  Object.assign(pane.reading, { following: true, first: null });
}

export function rest(pane) {
  follow(pane);
  pane.reading.unseen = 0;
  const log = pane.part("log");
  log.scrollTop = end(log);
  look(pane);
}

// Go to where the news begins; `ids` are the messages that are new or say something else.
export function reveal(pane, ids, fresh) {
  const { reading } = pane;
  const log = pane.part("log");
  const news = [...log.querySelectorAll(".message")].filter((node) => ids.has(Number(node.dataset.id)));
  if (!news.length) { if (reading.following && reading.first === null && reading.atEnd) log.scrollTop = end(log); return; }
  if (!reading.following && !reading.atEnd) { reading.unseen += fresh; look(pane); return; }
  if (!reading.following) reading.first = null;
  const begun = reading.first !== null && log.querySelector(`[data-id="${reading.first}"]`);
  const answer = news.find((node) => node.matches(".theirs"));
  if (!begun || (answer && begun.matches(".mine"))) reading.first = Number((answer || news[0]).dataset.id);
  log.scrollTop = Math.min(end(log), top(log, log.querySelector(`[data-id="${reading.first}"]`)) - EDGE);
  look(pane);
}

function top(log, node) {
  const asked = node.previousElementSibling;
  const question = asked?.matches(".mine") && !asked.querySelector(".text")?.textContent.startsWith("/");
  const start = question && asked.offsetHeight < log.clientHeight * SHORT ? asked : node;
  return start.offsetTop - log.offsetTop;
}

function look(pane) {
  const { reading } = pane;
  const log = pane.part("log");
  reading.atEnd = end(log) - log.scrollTop < NEAR;
  if (reading.atEnd) reading.unseen = 0;
  pane.part("latest").hidden = reading.atEnd;
  pane.part("latest-count").textContent = reading.unseen ? String(reading.unseen) : "";
}

export function watchScroll(pane) {
  const log = pane.part("log");
  log.addEventListener("scroll", () => look(pane), { passive: true });
  for (const moved of ["wheel", "touchmove", "keydown"]) log.addEventListener(moved, (event) => stopFollowing(pane, event), { passive: true });
  new ResizeObserver(() => { if (pane.reading.atEnd) log.scrollTop = end(log); }).observe(log);
}

function stopFollowing(pane, event) {
  if (event.type !== "keydown" || /^(Arrow|Page|Home|End)/.test(event.key)) pane.reading.following = false;
}
