// Lists that the API gives out page by page.

import { address, call } from "./api.js";
import { el } from "./elements.js";
import { attempt, press } from "./notices.js";
import { t } from "./texts.js";

const newest = new WeakMap(); // of what was asked for each place: answers may overtake each other

/** Fill `place` with `path`'s items; `whenEmpty` is shown when there is none. */
export async function list(place, path, values, { item, whenEmpty, className = "things", each = () => {} }) {
  const items = el("ul", { class: className });
  const fetchPage = async (cursor) => {
    const found = await call(address(path, { ...values, cursor }));
    found.items.forEach(each);
    items.append(...found.items.map(item));
    return found.next_cursor;
  };
  newest.set(place, items);
  place.setAttribute("aria-busy", "true");
  await attempt(async () => {
    let cursor = await fetchPage("");
    const more = el("button", { class: "button", type: "button" }, t("Show more"));
    more.addEventListener("click", () =>
      press(more, async () => {
        cursor = await fetchPage(cursor);
        rest.hidden = !cursor;
      }),
    );
    const rest = el("p", { class: "more", hidden: !cursor }, more);
    if (newest.get(place) === items) place.replaceChildren(...(items.children.length ? [items, rest] : [whenEmpty()]));
  });
  if (newest.get(place) === items) place.removeAttribute("aria-busy");
}
