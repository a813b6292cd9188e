// Thumbs under an answer, and a note on what was wrong with it.

import { call } from "./api.js";
import { el, icon } from "./elements.js";
import { attempt, press } from "./notices.js";
import { t } from "./texts.js";

const send = (message, body) => call(`/api/v1/messages/${message.message_id}/feedback`, { method: "POST", body });

export function rating(message) {
  const place = el("div", { class: "rated" });
  const choices = [choice(message, true, place), choice(message, false, place)];
  place.append(el("div", { class: "rate" }, ...choices));
  if (message.note) place.append(el("p", { class: "note" }, message.note));
  return place;
}

function choice(message, helpful, place) {
  const button = el("button", { class: "button quiet slim", type: "button" }, icon(helpful ? "up" : "down"), t(helpful ? "Helpful" : "Not helpful"));
  const mark = (each, chosen) => {
    each.setAttribute("aria-pressed", String(chosen));
    each.classList.toggle("chosen", chosen);
  };
  mark(button, message.helpful === helpful);
  button.addEventListener("click", () =>
    press(button, async () => {
      await send(message, { helpful });
      for (const each of button.parentElement.children) mark(each, each === button);
      place.querySelector(".noting, .note")?.remove();
      if (helpful) return;
      place.append(noting(message));
      place.scrollIntoView({ block: "nearest" });
    }),
  );
  return button;
}

/** What was wrong, in words: offered after a thumb down. */
function noting(message) {
  const words = el("input", { type: "text", maxlength: "1000", "aria-label": t("What was wrong?"), placeholder: t("What was wrong?") });
  const form = el("form", { class: "noting" }, words, el("button", { class: "button slim" }, t("Send")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      await send(message, { helpful: false, note: words.value.trim() });
      form.replaceChildren(el("span", { class: "muted", role: "status" }, t("Thank you.")));
    });
  });
  return form;
}
