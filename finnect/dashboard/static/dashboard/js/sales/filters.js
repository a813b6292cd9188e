// Which country and which months the page shows. The address holds the choice, so that it can be shared.

import { address } from "../api.js";
import { byId, el } from "../elements.js";
import { hint } from "../notices.js";
import { language, t } from "../texts.js";
import { measured } from "./measured.js";

const NAMES = ["country", "from", "to"];
const MOST_COUNTRIES = 1000;
const months = new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" });
const spellMonth = (month) => months.format(new Date(`${month}-01T00:00:00Z`));

const choices = () => Object.fromEntries(NAMES.map((name) => [name, byId(`filter-${name}`).value]));

/** As `query` wants them. */
function filters({ country, from, to }) {
  const asked = [
    ["country", "equals", country],
    ["month", "from", from],
    ["month", "to", to],
  ];
  return asked.filter(([, , value]) => value).map(([field, operator, value]) => ({ field, operator, value }));
}

let turn = 0;

/** The answer; nothing ever comes of it when something else was chosen meanwhile, for that has been asked already. */
async function current(path, asked) {
  const now = turn;
  try {
    return await measured(path, asked, () => now === turn);
  } finally {
    if (now !== turn) await new Promise(() => {});
  }
}

/** An answer of the API about what is chosen. */
export const answer = (path, values = {}) => current(address(path, { ...choices(), ...values }));

/** The answer of a query of what is chosen. */
export const query = (path, asked) => current(`${path}/query`, { method: "POST", body: { filters: filters(choices()), ...asked } });

/** In words: "France · Jan 2011 – the end"; empty where everything is shown. */
function spell({ country, from, to }) {
  const period = from === to ? from && spellMonth(from) : `${from ? spellMonth(from) : t("the beginning")} – ${to ? spellMonth(to) : t("the end")}`;
  return [country, period].filter(Boolean).join(" · ");
}

const ofAll = () => [t("What is below is of the whole table, whatever is chosen here.")];
const of = (choice) => (spell(choice) ? t("The figures below are of %(choice)s.", { choice: spell(choice) }) : t("The figures below are of all rows."));
const WORDS = {
  customers: (choice) => [of(choice), t("Days are counted back from the last sale among them.")],
  return: (choice) => [
    t("Below are customers who first bought in: %(choice)s.", { choice: spell(choice) }),
    choice.from && t("Who had bought before is not among them."),
  ],
  worth: (choice) => [of({ ...choice, from: "" }), choice.from && t("What is expected follows from all that a customer bought, also before the first month chosen.")],
  columns: ofAll,
  files: ofAll,
  rows: ofAll,
};

/** Say what the open panel is of. */
export function sayChoice(panel) {
  const choice = choices();
  const words = (spell(choice) && WORDS[panel]) || ((all) => [of(all)]);
  byId("filters-words").textContent = words(choice).filter(Boolean).join(" ");
}

/** Fill the form, take the choice from the address, and call `onChange` whenever another one is made. */
export async function filterForm(path, onChange) {
  const [found, series] = await Promise.all([
    measured(`${path}/query`, { method: "POST", body: { measures: ["total_revenue"], group_by: ["country"], limit: MOST_COUNTRIES } }),
    measured(`${path}/series`),
  ]);
  const countries = found.rows.map(([country]) => country).filter(Boolean);
  const there = series.map(({ period }) => period.slice(0, 7));
  fill("country", t("All countries"), countries.toSorted(new Intl.Collator(language).compare).map((name) => [name, name]));
  fill("from", t("the beginning"), there.map((month) => [month, spellMonth(month)]));
  fill("to", t("the end"), there.map((month) => [month, spellMonth(month)]));
  const form = byId("filters");
  form.hidden = countries.length < 2 && there.length < 2;
  const changed = () => {
    byId("filters-unknown").replaceChildren();
    turn += 1;
    remember(choices());
    onChange();
  };
  form.addEventListener("change", ({ target }) => {
    const { from, to } = choices();
    const other = byId(target.id === "filter-from" ? "filter-to" : "filter-from");
    if (from && to && from > to) other.value = target.value; // a period of one month
    changed();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("filters-clear").addEventListener("click", () => {
    for (const name of NAMES) byId(`filter-${name}`).value = "";
    byId("filter-country").focus();
    changed();
  });
  const asked = new URLSearchParams(location.search);
  const unknown = NAMES.map((name) => asked.get(name) ?? "").filter((value, at) => !choose(byId(`filter-${NAMES[at]}`), value));
  if (unknown.length) sayUnknown(unknown);
  remember(choices());
}

function fill(name, all, options) {
  const select = byId(`filter-${name}`);
  select.closest(".field").hidden = options.length < 2;
  select.replaceChildren(el("option", { value: "" }, all), ...options.map(([value, text]) => el("option", { value }, text)));
}

/** Whether the table has what an address asks for; what it does not have is left out. */
function choose(select, value) {
  const found = [...select.options].find((option) => option.value.toLowerCase() === value.toLowerCase());
  select.value = found?.value ?? "";
  return Boolean(found);
}

const sayUnknown = (values) =>
  byId("filters-unknown").replaceChildren(
    hint(t("This choice is not in the table: %(values)s", { values: values.join(", ") }), t("It was left out. What there is can be chosen below.")),
  );

/** In the address, and in those of what can be taken along. */
function remember(choice) {
  byId("filters-clear").disabled = !spell(choice);
  for (const link of document.querySelectorAll("#result a[download]")) link.href = address(link.pathname, choice);
  const asked = new URLSearchParams(location.search);
  for (const name of NAMES) {
    if (choice[name]) asked.set(name, choice[name]);
    else asked.delete(name);
  }
  history.replaceState(null, "", `${location.pathname}${asked.size ? `?${asked}` : ""}${location.hash}`);
}
