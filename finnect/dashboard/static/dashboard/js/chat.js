// A conversation: what was said, where it comes from, and whether it helped.

import { call } from "./api.js";
import { el, svg } from "./elements.js";
import { attempt, complain, press } from "./notices.js";
import { moment, t } from "./texts.js";

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
    if (message.chart?.length) bubble.append(bars(message.chart));
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

const ROW = 14;

/** Bars of the values that the answer lists, in its order; the words above say the same, so nothing is read out twice. */
function bars(values) {
  const most = Math.max(...values.map(([, value]) => Math.abs(value)), 1);
  const bar = ([name, value], row) => {
    const size = { x: 0, y: row * ROW + 2, width: Math.max(1, (300 * Math.abs(value)) / most), height: ROW - 4, rx: 2 };
    return svg("rect", { ...text(size), fill: value < 0 ? "none" : "var(--accent)", stroke: "var(--accent)" }, svg("title", {}, name));
  };
  const box = { viewBox: `0 0 300 ${values.length * ROW}`, width: "100%", height: String(values.length * ROW), preserveAspectRatio: "none" };
  return svg("svg", { ...box, "aria-hidden": "true" }, ...values.map(bar));
}

const text = (numbers) => Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));

/** What was wrong, in words: offered after a thumb down. */
function noting(message) {
  const words = el("input", { type: "text", maxlength: "1000", "aria-label": t("What was wrong?"), placeholder: t("What was wrong?") });
  const form = el("form", { class: "rate" }, words, el("button", { class: "button quiet slim" }, t("Send")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = { helpful: false, note: words.value.trim() };
    attempt(() => call(`/api/v1/messages/${message.message_id}/feedback`, { method: "POST", body })).then(() => form.replaceChildren(el("span", { class: "muted" }, t("Thank you."))));
  });
  return form;
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
        if (!helpful && !message.noted) button.parentElement.after(noting(message));
        message.noted ||= !helpful;
      }),
    );
    button.classList.toggle("chosen", message.helpful === helpful);
    return button;
  };
  return el("div", { class: "rate" }, choice(true, t("Helpful")), choice(false, t("Not helpful")));
}
