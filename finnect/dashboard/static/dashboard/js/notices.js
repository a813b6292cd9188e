// Short messages in the corner; problems stay until they are read.

import { byId, el, icon } from "./elements.js";
import { t } from "./texts.js";

const SECONDS = 6;

function show(kind, symbol, title, detail, reference) {
  const close = el("button", { class: "dismiss", type: "button", "aria-label": t("Close"), onclick: () => notice.remove() }, icon("close"));
  const words = el("div", { class: "words" }, el("strong", {}, title), detail && el("p", {}, detail));
  if (reference) words.append(el("p", { class: "reference" }, t("Request %(id)s", { id: reference })));
  const notice = el("div", { class: `notice ${kind}`, role: kind === "bad" ? "alert" : "status" }, icon(symbol), words, close);
  byId("notices").append(notice);
  if (kind !== "bad") setTimeout(() => notice.remove(), SECONDS * 1000);
}

export const tell = (title, detail) => show("good", "good", title, detail);

/** Show what went wrong; anything that is no problem document is a fault of ours. */
export function complain(problem) {
  if (problem.title) show("bad", "bad", problem.title, problem.detail, problem.request_id);
  else {
    show("bad", "bad", t("Something unexpected went wrong"), String(problem.message ?? problem));
    console.error(problem);
  }
}

/** Do it, and show the problem if there is one. */
export async function attempt(action) {
  try {
    return await action();
  } catch (problem) {
    complain(problem);
    return undefined;
  }
}

/** Do it with the button resting meanwhile, so that one press is one request. */
export async function press(button, action) {
  button.disabled = true;
  try {
    return await attempt(action);
  } finally {
    button.disabled = false;
  }
}
