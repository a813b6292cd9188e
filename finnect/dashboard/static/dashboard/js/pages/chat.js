import { Conversation } from "../chat.js";
import { byId, el } from "../elements.js";
import { list } from "../lists.js";
import { t } from "../texts.js";

const WAIT = 250; // milliseconds of no typing before it is searched
const place = byId("conversations");
const search = byId("search");
const talk = new Conversation(byId("room"), { onBegun: showConversations });

function mark() {
  for (const button of place.querySelectorAll("button[data-id]")) {
    const isOpen = button.dataset.id === talk.id;
    button.classList.toggle("chosen", isOpen);
    button.setAttribute("aria-current", String(isOpen));
  }
}

const row = ({ id, title }) =>
  el("li", {}, el("button", { class: "button quiet slim", type: "button", "data-id": id, onclick: () => talk.open(id).then(mark) }, el("span", {}, title)));

async function showConversations() {
  const nothing = () => el("p", { class: "muted small" }, search.value.trim() ? t("Nothing was found.") : "");
  await list(place, "/api/v1/conversations", { search: search.value.trim() }, { item: row, whenEmpty: nothing, className: "" });
  mark();
}

byId("new").addEventListener("click", () => {
  talk.begin();
  mark();
  talk.words.focus();
});

let waiting;
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(showConversations, WAIT);
});

showConversations();
const brought = sessionStorage.getItem("question");
if (brought) {
  sessionStorage.removeItem("question");
  talk.ask(brought);
} else if (location.hash.length > 1) talk.open(location.hash.slice(1)).then(mark);
