// Verdicts that people called wrong, as an offer to the next training.

import { address, call } from "./api.js";
import { el } from "./elements.js";
import { number, t } from "./texts.js";

/** Fill the label of a check box with how many there are; it stays hidden where there is none. */
export async function offerFeedback(label, category) {
  const asked = { category, feedback: "wrong" };
  const { items, next_cursor: more } = await call(address("/api/v1/images", asked));
  label.hidden = !items.length;
  const text = t("Use the corrected verdicts (%(n)s)", { n: number(items.length) + (more ? "+" : "") });
  label.querySelector("span").replaceChildren(text, " · ", el("a", { href: address("/dashboard/images/", asked) }, t("Look at them")));
}
