// The assistant on every page: a button that opens the same conversation as its own page does.

import { byId } from "./elements.js";

const KEPT = "conversation"; // goes on from page to page, in this tab
const button = byId("assistant-button");
const room = byId("assistant");
let talk;

async function open() {
  const { Conversation } = await import("./chat.js");
  show(true);
  if (!talk) {
    talk = new Conversation(room, { onBegun: keep });
    const kept = sessionStorage.getItem(KEPT);
    if (kept) await talk.open(kept);
    keep(talk.id);
  }
  talk.words.focus();
}

function keep(id) {
  if (id) sessionStorage.setItem(KEPT, id);
  else sessionStorage.removeItem(KEPT);
}

function show(isOpen) {
  room.hidden = !isOpen;
  button.setAttribute("aria-expanded", String(isOpen));
}

function close() {
  show(false);
  button.focus();
}

button.addEventListener("click", () => (room.hidden ? open() : close()));
byId("assistant-close").addEventListener("click", close);
byId("assistant-new").addEventListener("click", () => {
  talk.begin();
  keep(null);
  talk.words.focus();
});
byId("assistant-whole").addEventListener("click", (event) => {
  if (talk.id) event.currentTarget.hash = talk.id;
});
room.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
