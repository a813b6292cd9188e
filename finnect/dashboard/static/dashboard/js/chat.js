// A conversation: what was said, where it comes from, and whether it helped.

import { call, events } from "./api.js";
import { chart } from "./charts.js";
import { el } from "./elements.js";
import { attempt, complain } from "./notices.js";
import { rating } from "./rating.js";
import { moment, t } from "./texts.js";

const EXAMPLES = ["What is our total revenue?", "How many customers do we have?", "Is the last picture defective?", "What can you do?"];
const PAGES = {
  image: (id) => `/dashboard/images/${id}/`,
  table: (id) => `/dashboard/tables/${id}/`,
  model: (id) => `/dashboard/models/${id}/`,
  inspections: () => "/dashboard/images/",
};

/** A source as a link into our own pages, or as words where it has none. Addresses from elsewhere are not followed. */
function sourceLink(source) {
  const title = [source.title, source.as_of && moment(source.as_of)].filter(Boolean).join(" · ");
  const page = PAGES[source.type]?.(encodeURIComponent(source.id));
  return page ? el("a", { href: page }, title) : el("span", { class: "muted" }, title);
}

export class Conversation {
  /** In a `room` that holds `.said` and `.ask`; `onBegun` hears the id of every new conversation. */
  constructor(room, { onBegun = () => {} } = {}) {
    this.said = room.querySelector(".said");
    this.onBegun = onBegun;
    const form = room.querySelector(".ask");
    this.words = form.querySelector("input");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const question = this.words.value.trim();
      if (!question || this.busy) return;
      this.words.value = "";
      this.ask(question);
    });
    this.begin();
  }

  /** Start anew. */
  begin() {
    this.id = null;
    const hello = el("div", { class: "bubble" }, el("p", {}, t("Hello! Ask me about your pictures and sales tables.")));
    this.said.replaceChildren(el("div", { class: "opening stack" }, hello, this.suggest(EXAMPLES.map((text) => t(text)))));
  }

  /** Go on with an earlier one; it is gone when somebody has deleted it. */
  async open(id) {
    await attempt(async () => {
      const kept = await call(`/api/v1/conversations/${encodeURIComponent(id)}`);
      this.said.replaceChildren();
      this.id = id;
      for (const message of kept.messages) {
        this.say(el("p", {}, message.question), "mine");
        this.complete(this.say(), { ...message, message_id: message.id });
      }
    });
  }

  async ask(question) {
    this.busy = true;
    this.said.querySelector(".opening")?.remove();
    this.say(el("p", {}, question), "mine");
    const bubble = this.say(el("p", { class: "dots" }, el("span", { class: "unseen" }, t("The assistant is thinking"))));
    try {
      await this.hear(bubble, question);
    } catch (problem) {
      bubble.remove();
      complain(problem);
    } finally {
      this.busy = false;
    }
  }

  /** Word by word into the bubble, then as a whole. */
  async hear(bubble, question) {
    const form = new URLSearchParams({ query: question });
    if (this.id) form.set("conversation_id", this.id);
    bubble.setAttribute("aria-busy", "true");
    let heard = "";
    for await (const [name, data] of events("/chatbot/stream", form)) {
      if (name === "end") return this.ended(bubble, JSON.parse(data));
      heard += data;
      bubble.replaceChildren(el("p", {}, heard));
      this.toEnd();
    }
    throw new Error(t("The answer was cut off."));
  }

  ended(bubble, answer) {
    if (!bubble.isConnected) return; // another conversation was opened meanwhile
    const isNew = !this.id;
    this.id = answer.conversation_id;
    this.complete(bubble, answer);
    bubble.removeAttribute("aria-busy");
    if (isNew) this.onBegun(this.id);
  }

  say(content = "", whose = "") {
    const bubble = el("div", { class: `bubble ${whose}` }, content);
    this.said.append(bubble);
    this.toEnd();
    return bubble;
  }

  complete(bubble, message) {
    const parts = [el("p", {}, message.answer)];
    if (message.chart?.length) parts.push(chart(message.chart, message.chart_by));
    if (message.sources?.length) parts.push(el("p", { class: "sources" }, ...message.sources.map(sourceLink)));
    if (message.suggestions?.length) parts.push(this.suggest(message.suggestions));
    bubble.replaceChildren(...parts, rating(message));
    this.toEnd();
  }

  toEnd() {
    this.said.scrollTop = this.said.scrollHeight;
  }

  suggest(questions) {
    const button = (question) => el("button", { class: "button slim", type: "button", onclick: () => this.busy || this.ask(question) }, question);
    return el("div", { class: "suggestions" }, ...questions.map(button));
  }
}
