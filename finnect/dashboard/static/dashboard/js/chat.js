// A conversation: what was said, where it comes from, and whether it helped.

import { call } from "./api.js";
import { el } from "./elements.js";
import { attempt, complain, press } from "./notices.js";
import { moment, t } from "./texts.js";

const PAGES = {
  image: (id) => `/dashboard/images/${id}/`,
  table: (id) => `/dashboard/tables/${id}/`,
  model: (id) => `/dashboard/models/${id}/`,
};

/** A source as a link into our own pages, or as words where it has none. Addresses from elsewhere are not followed. */
function sourceLink(source) {
  const title = [source.title, source.as_of && moment(source.as_of)].filter(Boolean).join(" · ");
  const page = PAGES[source.type]?.(encodeURIComponent(source.id));
  return page ? el("a", { href: page }, title) : el("span", { class: "muted" }, title);
}

export class Conversation {
  constructor(room, { onBegun = () => {} } = {}) {
    this.room = room;
    this.onBegun = onBegun;
    this.id = null;
  }

  /** Start anew, with `opening` elements instead of anything said. */
  clear(...opening) {
    this.id = null;
    this.room.replaceChildren(...opening);
  }

  async open(id) {
    await attempt(async () => {
      const kept = await call(`/api/v1/conversations/${encodeURIComponent(id)}`);
      this.clear();
      this.id = id;
      for (const message of kept.messages) {
        this.say(el("p", {}, message.question), "mine");
        this.answered({ ...message, message_id: message.message_id ?? message.id });
      }
    });
  }

  async ask(question) {
    this.room.querySelector(".opening")?.remove();
    this.say(el("p", {}, question), "mine");
    const waiting = this.say(el("p", { class: "dots" }, el("span", { class: "unseen" }, t("The assistant is thinking"))));
    const form = new URLSearchParams({ query: question });
    if (this.id) form.set("conversation_id", this.id);
    try {
      const answer = await call("/chatbot/", { method: "POST", body: form });
      const isNew = !this.id;
      this.id = answer.conversation_id;
      this.answered(answer);
      if (isNew) this.onBegun(answer.conversation_id);
    } catch (problem) {
      complain(problem);
    } finally {
      waiting.remove();
    }
  }

  say(content, whose = "") {
    const bubble = el("div", { class: `bubble ${whose}` }, content);
    this.room.append(bubble);
    bubble.scrollIntoView({ block: "end" });
    return bubble;
  }

  answered(message) {
    const bubble = this.say(el("p", {}, message.answer));
    if (message.sources?.length) bubble.append(el("p", { class: "sources" }, ...message.sources.map(sourceLink)));
    if (message.suggestions?.length) bubble.append(this.suggest(message.suggestions));
    if (message.message_id) bubble.append(rating(message));
    bubble.scrollIntoView({ block: "end" });
  }

  suggest(questions) {
    const button = (question) => el("button", { class: "button slim", type: "button", onclick: () => this.ask(question) }, question);
    return el("div", { class: "suggestions" }, ...questions.map(button));
  }
}

function rating(message) {
  const choice = (helpful, text) => {
    const button = el("button", { class: "button quiet slim", type: "button", "aria-pressed": String(message.helpful === helpful) }, text);
    button.addEventListener("click", () =>
      press(button, async () => {
        await call(`/api/v1/messages/${message.message_id}/feedback`, { method: "POST", body: { helpful } });
        for (const each of button.parentElement.children) {
          each.setAttribute("aria-pressed", String(each === button));
          each.classList.toggle("chosen", each === button);
        }
      }),
    );
    button.classList.toggle("chosen", message.helpful === helpful);
    return button;
  };
  return el("div", { class: "rate" }, choice(true, t("Helpful")), choice(false, t("Not helpful")));
}
