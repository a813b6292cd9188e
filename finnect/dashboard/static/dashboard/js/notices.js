// Short messages in the corner; problems stay until they are read.

import { byId, el, icon } from "./elements.js";
import { t } from "./texts.js";

const SECONDS = 6;

function notice(kind, symbol, title, detail, reference) {
  const words = el("div", { class: "words" }, el("strong", {}, title), detail && el("p", {}, detail));
  if (reference) words.append(el("p", { class: "reference" }, t("Request %(id)s", { id: reference })));
  return el("div", { class: `notice ${kind}`, role: kind === "bad" ? "alert" : "status" }, icon(symbol), words);
}

function show(kind, ...words) {
  const shown = notice(kind, ...words);
  shown.append(el("button", { class: "dismiss", type: "button", "aria-label": t("Close"), onclick: () => shown.remove() }, icon("close")));
  byId("notices").append(shown);
  if (kind !== "bad") setTimeout(() => shown.remove(), SECONDS * 1000);
}

/** A problem as a part of the page, where it stands for what is not there. */
export const problemNotice = (problem) => notice("bad", "bad", problem.title, problem.detail, problem.request_id);

export const hint = (title, detail) => notice("", "bad", title, detail);

export const tell = (title, detail) => show("good", "good", title, detail);

/** Show what went wrong; anything that is no problem document is a fault of ours. */
export function complain(problem) {
  if (problem.title) show("bad", "bad", problem.title, problem.detail, problem.request_id);
  else {
    show("bad", "bad", t("Something unexpected went wrong"), String(problem.message ?? problem));
    console.error(problem);
  }
}

/** Say it to those who listen to the page instead of looking at it. */
export function announce(text) {
  byId("announcements").textContent = text;
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

/** Do it, and show the problem in `place` if there is one, for what the page is about. */
export async function attemptIn(place, action) {
  try {
    await action();
  } catch (problem) {
    if (problem.title) place.replaceChildren(problemNotice(problem));
    else complain(problem);
  }
}

/** Do it with the button resting meanwhile, so that one press is one request. `disabled` would take the keyboard's focus from it. */
export async function press(button, action) {
  if (button.hasAttribute("aria-disabled")) return undefined;
  button.setAttribute("aria-disabled", "true");
  try {
    return await attempt(action);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}
