// What is said beside the conversation: passing notices, and windows to close.
const $ = (id) => document.getElementById(id);

let fading = 0;

export function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { $("toast").hidden = true; }, 4000);
}

// For ears alone: eyes see it elsewhere.
export function whisper(text) {
  $("whisper").textContent = text;
}

const waiting = [];
let back = null;

// `field` is where one goes on when the window is closed and what one was on is gone.
export function shout(text, field) {
  waiting.push(text);
  back = field;
  if (!$("alert").open) next();
}

function next() {
  const text = waiting.shift();
  if (text === undefined) return;
  $("alert-text").textContent = text;
  $("alert").showModal();
}

export function attend() {
  $("alert").addEventListener("close", () => {
    if (waiting.length) next();
    else if (document.activeElement === document.body) back?.focus();  // the button was redrawn meanwhile
  });
}
