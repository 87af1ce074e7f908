// What the whole page shares: its state, its words, and the way to the playground.
import { toast } from "./notices.js";

export const $ = (id) => document.getElementById(id);

// Texts are only ever put in as text: nothing a bot or a person writes becomes markup.
export const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

export const button = (className, text, act) => {
  const node = make("button", className, text);
  node.type = "button";
  node.onclick = act;
  return node;
};

export const state = {
  token: "", people: new Map(), now: null, chat: null, words: {}, tongue: "",
};

export async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(path);
  return answer.json();
}

export async function post(path, body) {
  const form = body instanceof FormData;
  const headers = { "X-Playground": state.token };
  if (!form) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(path, { method: "POST", headers, body: form ? body : JSON.stringify(body || {}) });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told;
    toast(word(told.error || "failed"));
  } catch {
    toast(word("away"));
  }
  return null;
}

// Do something in a conversation, with what always goes along there: who does it, and where.
export function act(pane, deed, asked) {
  const besides = pane.besides();
  if (!(asked instanceof FormData)) return post(pane.deed(deed), { ...besides, ...asked });
  for (const [name, value] of Object.entries(besides)) asked.set(name, value);
  return post(pane.deed(deed), asked);
}

export const word = (key, values) => {
  const found = state.words[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? values[name] : all));
};

export async function speak(language) {
  const tongue = language.startsWith("fr") ? "fr" : "en";
  if (tongue === state.tongue) return;
  state.words = await get(`/api/words/${tongue}`);
  state.tongue = tongue;
  document.documentElement.lang = tongue;
  document.title = word("title");
  for (const node of document.querySelectorAll("[data-words]")) node.textContent = word(node.dataset.words);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", word(node.dataset.label));
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = word(node.dataset.placeholder);
}

const locale = () => (state.tongue === "fr" ? "fr-FR" : "en-GB");

export const hour = (iso) => new Date(iso).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
// French writes « 1er mars », which browsers do not.
const first = (text) => (state.tongue === "fr" ? text.replace(/(^|\s)1(?=\s\p{L})/u, "$11er") : text);
const dated = (iso, form) => first(new Date(iso).toLocaleDateString(locale(), { day: "numeric", year: "numeric", ...form }));
export const day = (iso) => dated(iso, { weekday: "long", month: "long" });
export const shortDay = (iso) => dated(iso, { month: "short" });

export const size = (bytes) => word("kilobytes", { size: Math.max(1, Math.round(bytes / 1024)).toLocaleString(locale()) });

export function tongueName(code) {
  if (!code) return word("no-language");
  const name = new Intl.DisplayNames([state.tongue], { type: "language" }).of(code);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
