// Building the page. Text goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("../icons.svg", import.meta.url);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

/** An element: `el("a", { href, class: "thing", onclick }, "text", otherElement)`. */
export const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

export const icon = (name) => svg("svg", { class: "icon", "aria-hidden": "true" }, svg("use", { href: `${ICONS.href}#${name}` }));

export const badge = (kind, text, symbol) => el("span", { class: `badge ${kind}` }, symbol && icon(symbol), text);

export const byId = (id) => document.getElementById(id);

/** Put something else into `place`; a keyboard's focus that was in it goes to the first thing there to press. */
export function exchange(place, ...children) {
  const hadFocus = place.contains(document.activeElement);
  place.replaceChildren(...children.filter(Boolean));
  if (hadFocus) place.querySelector("a, button, [tabindex]")?.focus();
}

/** What a list shows when it is empty, and what to do about it. */
export const empty = (symbol, text, ...more) => el("div", { class: "empty" }, icon(symbol), el("p", {}, text), ...more);

/** Rows of `[term, value]`, leaving out those without a value. */
export const facts = (rows) =>
  rows.filter(([, value]) => value != null && value !== "").flatMap(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]);

/** A table; columns are `{ title, value(row), amount? }`. */
export function table(columns, rows) {
  const side = (column) => (column.amount ? { class: "amount" } : {});
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, ...columns.map((column) => el("th", { scope: "col", ...side(column) }, column.title)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...columns.map((column) => el("td", side(column), column.value(row)))))),
  );
}
