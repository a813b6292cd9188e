// The four statistics and the figures beside them, of all rows or of a country and a period: each is an answer of `query`.

import { call } from "../api.js";
import { byId, empty } from "../elements.js";
import { draw, label } from "../figure.js";
import { announce, attempt } from "../notices.js";
import { statisticCards } from "../statistics.js";
import { language, number, t } from "../texts.js";
import { filterForm, filtersOf, spellChoice } from "./filters.js";

const MONTH_PIXELS = 42;
const SHOWN = 10;
const STATISTICS = ["total_revenue", "num_customers", "num_invoices", "total_quantity"];

/** Draw them, and again whenever another country or period is chosen. */
export async function showFigures(path) {
  const series = await call(`${path}/series`);
  const unfinished = series.at(-1)?.complete === false ? series.at(-1).period.slice(0, 7) : null;
  let latest = 0;
  const show = (choice) =>
    attempt(async () => {
      const turn = (latest += 1);
      const answers = await ask(path, filtersOf(choice));
      if (turn === latest) await showAnswers(answers, unfinished, choice); // a later choice may have been answered already
    });
  await filterForm(path, series, show);
}

function ask(path, filters) {
  const query = (body) => call(`${path}/query`, { method: "POST", body: { filters, ...body } });
  const largest = (group) => query({ measures: ["total_revenue"], group_by: [group], order_by: ["-total_revenue"], limit: SHOWN });
  return Promise.all([
    query({ measures: STATISTICS }),
    query({ measures: ["total_revenue"], group_by: ["month"], limit: 1200 }),
    largest("product"),
    largest("country"),
  ]);
}

async function showAnswers([totals, months, products, countries], unfinished, choice) {
  const statistics = Object.fromEntries(totals.columns.map((name, at) => [name, totals.rows[0][at]]));
  byId("statistics").replaceChildren(...statisticCards(statistics));
  const words = spellChoice(choice);
  byId("filters-words").textContent = words ? t("The figures below are of %(choice)s.", { choice: words }) : t("The figures below are of all rows.");
  byId("bridge-all").hidden = !words;
  announce(`${byId("filters-words").textContent} ${t("Total revenue")}: ${number(statistics.total_revenue, 2)}`);
  await Promise.all([
    plot("series", bars(months.rows.filter(([month]) => month), unfinished), months.rows.some(([month]) => month) ? "" : t("No dates to draw by.")),
    plot("top", ranking(products.rows.filter(([code]) => code)), products.rows.some(([code]) => code) ? "" : t("No products to draw.")),
    plot("countries", ranking(countries.rows.filter(([country]) => country)), countries.rows.some(([country]) => country) ? "" : t("No countries to draw.")),
  ]);
}

const makes = {};
const drawn = {};

/** Draw into the place `id`, or say why there is `nothing` to draw. */
async function plot(id, make, nothing) {
  byId(id).hidden = Boolean(nothing);
  byId(`${id}-nothing`).replaceChildren(nothing ? empty("tables", nothing) : "");
  if (nothing) return;
  makes[id] = make;
  if (drawn[id]) await (await drawn[id])();
  else drawn[id] = draw(byId(id), (...given) => makes[id](...given));
  await drawn[id];
}

const spell = (month, style) => new Intl.DateTimeFormat(language, { ...style, timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));

/** "Dec" under its bar, as many as fit; the year below every January, or below the first month when there is none near. */
function monthTicks(months, width) {
  const step = Math.ceil(months.length / Math.max(1, Math.floor(width / MONTH_PIXELS)));
  const shown = months.filter((_, index) => index % step === 0);
  const year = (month) => month?.slice(0, 4);
  const text = shown.map((month, index) => {
    const isNew = index === 0 ? year(shown[1] ?? month) === year(month) : year(shown[index - 1]) !== year(month);
    return spell(month, { month: "short" }) + (isNew ? `<br>${spell(month, { year: "numeric" })}` : "");
  });
  return { tickmode: "array", tickvals: shown, ticktext: text, tickangle: 0 };
}

/** Fewer than so many bars are no thicker than these. */
const gap = (rows, many) => Math.max(0.3, 1 - (0.7 * rows.length) / many);

const bars = (rows, unfinished) => (colours, width) => ({
  data: [
    {
      type: "bar",
      x: rows.map(([month]) => month),
      y: rows.map(([, value]) => value),
      marker: { color: rows.map(([month]) => (month === unfinished ? colours["accent-soft"] : colours.accent)), line: { color: colours.accent, width: 1 } },
      customdata: rows.map(([month]) => [spell(month, { year: "numeric", month: "long" }), month === unfinished ? t("incomplete month") : ""]),
      hovertemplate: "%{customdata[0]}<br>%{y:,.2f}<br>%{customdata[1]}<extra></extra>",
    },
  ],
  layout: { bargap: gap(rows, 6), xaxis: { type: "category", showgrid: false, ...monthTicks(rows.map(([month]) => month), width) } },
});

/** Rows of a key, its name where it has one, and its revenue; the largest on top. */
const ranking = (rows) => (colours, width) => {
  const shown = rows.toReversed();
  const keys = shown.map(([key]) => label(key, 60));
  const names = shown.map((row) => (row.length > 2 ? row[1] : null) || row[0]);
  return {
    data: [
      {
        type: "bar",
        orientation: "h",
        y: keys,
        x: shown.map((row) => row.at(-1)),
        customdata: names.map((name) => label(name, 60)),
        marker: { color: colours.accent },
        hovertemplate: "%{customdata}<br>%{x:,.2f}<extra></extra>",
      },
    ],
    layout: {
      bargap: gap(shown, 10),
      xaxis: { nticks: Math.ceil(width / 100), tickangle: 0 },
      yaxis: {
        type: "category",
        showgrid: false,
        tickmode: "array",
        tickvals: keys,
        ticktext: names.map((name) => label(name, Math.floor(width / 18))),
      },
    },
  };
};
