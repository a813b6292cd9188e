// Which country and which months the figures are of. The address holds the choice, so that it can be shared.

import { call } from "../api.js";
import { byId, el } from "../elements.js";
import { language, t } from "../texts.js";

const NAMES = ["country", "from", "to"];
const MOST_COUNTRIES = 1000;
const months = new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" });
const spellMonth = (month) => months.format(new Date(`${month}-01T00:00:00Z`));

const choices = () => Object.fromEntries(NAMES.map((name) => [name, byId(`filter-${name}`).value]));

/** As `query` wants them. */
export function filtersOf({ country, from, to }) {
  const asked = [
    ["country", "equals", country],
    ["month", "from", from],
    ["month", "to", to],
  ];
  return asked.filter(([, , value]) => value).map(([field, operator, value]) => ({ field, operator, value }));
}

/** In words: "France · Jan 2011 – the end"; empty where everything is shown. */
export function spellChoice({ country, from, to }) {
  const period = from === to ? from && spellMonth(from) : `${from ? spellMonth(from) : t("the beginning")} – ${to ? spellMonth(to) : t("the end")}`;
  return [country, period].filter(Boolean).join(" · ");
}

/** Fill the form for a table with these months, take the choice from the address, and call `onChange(choice)` now and at every change. */
export async function filterForm(path, series, onChange) {
  const found = await call(`${path}/query`, { method: "POST", body: { measures: ["total_revenue"], group_by: ["country"], limit: MOST_COUNTRIES } });
  const countries = found.rows.map(([country]) => country).filter(Boolean);
  const there = series.map(({ period }) => period.slice(0, 7));
  fill("country", t("All countries"), countries.toSorted(new Intl.Collator(language).compare).map((name) => [name, name]));
  fill("from", t("the beginning"), there.map((month) => [month, spellMonth(month)]));
  fill("to", t("the end"), there.map((month) => [month, spellMonth(month)]));
  const form = byId("filters");
  form.hidden = countries.length < 2 && there.length < 2;
  const changed = () => {
    const choice = choices();
    remember(choice);
    byId("filters-clear").disabled = !spellChoice(choice);
    onChange(choice);
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
  for (const name of NAMES) choose(byId(`filter-${name}`), asked.get(name) ?? "");
  changed();
}

function fill(name, all, options) {
  const select = byId(`filter-${name}`);
  select.closest(".field").hidden = options.length < 2;
  select.replaceChildren(el("option", { value: "" }, all), ...options.map(([value, text]) => el("option", { value }, text)));
}

/** What an address asks for that the table does not have is left out. */
function choose(select, value) {
  const found = [...select.options].find((option) => option.value.toLowerCase() === value.toLowerCase());
  select.value = found?.value ?? "";
}

function remember(choice) {
  const asked = new URLSearchParams(location.search);
  for (const name of NAMES) {
    if (choice[name]) asked.set(name, choice[name]);
    else asked.delete(name);
  }
  history.replaceState(null, "", `${location.pathname}${asked.size ? `?${asked}` : ""}${location.hash}`);
}
