import { call } from "../api.js";
import { Conversation } from "../chat.js";
import { byId, el } from "../elements.js";
import { attempt } from "../notices.js";
import { t } from "../texts.js";

const EXAMPLES = ["What is our total revenue?", "How many customers do we have?", "Is the last picture defective?", "What can you do?"];

const talk = new Conversation(byId("said"), { onBegun: showConversations });

function begin() {
  const hello = el("div", { class: "opening stack" }, el("div", { class: "bubble" }, el("p", {}, t("Hello! Ask me about your pictures and sales tables."))), talk.suggest(EXAMPLES.map((text) => t(text))));
  talk.clear(hello);
  mark();
}

function mark() {
  for (const button of byId("conversations").querySelectorAll("button")) button.classList.toggle("chosen", button.dataset.id === talk.id);
}

async function showConversations() {
  const found = await attempt(() => call("/api/v1/conversations"));
  const button = ({ id, title }) =>
    el("button", { class: "button quiet slim", type: "button", "data-id": id, onclick: () => talk.open(id).then(mark) }, el("span", {}, title));
  byId("conversations").replaceChildren(...(found?.items ?? []).map((one) => el("li", {}, button(one))));
  mark();
}

byId("new").addEventListener("click", () => {
  begin();
  byId("question").focus();
});

byId("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  const question = byId("question").value.trim();
  if (!question) return;
  byId("question").value = "";
  await talk.ask(question);
});

begin();
showConversations();
const brought = sessionStorage.getItem("question");
if (brought) {
  sessionStorage.removeItem("question");
  talk.ask(brought);
}
