// The chat with one person: their phone, and the bot on it.
import { $, act, state, word } from "./talk.js";
import { leave, load, makePane, turn } from "./pane.js";
import { closeMenus, hush, replyKeyboard, toField } from "./composer.js";
import { follow } from "./scroll.js";

let pane = null;

export function attendPerson() {
  pane = makePane("person", {
    source: () => state.chat && `/api/chats/${state.chat}`,
    deed: (name) => `/api/chats/${state.chat}/${name}`,
    show,
  });
  $("start").onclick = () => {
    follow(pane);
    act(pane, "start", { payload: new URLSearchParams(location.search).get("start") || "" });
  };
  $("block").onclick = () => act(pane, "block");
  $("unblock").onclick = () => act(pane, "unblock");
}

// Take another phone: nothing of the last one comes through any more.
export function leavePerson(id) {
  state.chat = id;
  leave(pane);
  hush(pane);
  closeMenus(pane);
}

export const showPerson = () => turn(pane);
export const loadPerson = () => load(pane);
export const followPerson = () => follow(pane);

function show(told) {
  $("bot").textContent = told.bot || "Traits";
  $("status").textContent = word(told.blocked ? "you-blocked" : told.typing ? "typing" : "bot");
  $("status").classList.toggle("typing", told.typing && !told.blocked);
  $("description").textContent = told.description;
  const barred = told.begun && told.blocked;
  const left = [$("start"), $("block"), $("unblock")].find((one) => one === document.activeElement);
  $("block").hidden = !told.begun || told.blocked;
  $("welcome").hidden = told.begun;
  $("barred").hidden = !barred;
  pane.part("composer").hidden = !told.begun || told.blocked;
  replyKeyboard(pane, barred ? null : told.keyboard);
  if (left?.closest("[hidden]")) { if (barred) $("unblock").focus(); else toField(pane); }
}
