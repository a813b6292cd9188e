// The four statistics and the figures beside them, of what is chosen.

import { byId, empty } from "../elements.js";
import { draw, label } from "../figure.js";
import { announce } from "../notices.js";
import { statisticCards } from "../statistics.js";
import { language, number, t } from "../texts.js";
import { answer, query } from "./filters.js";

const MONTH_PIXELS = 42;
const SHOWN = 10;
const STATISTICS = ["total_revenue", "num_customers", "num_invoices", "total_quantity"];

export async function showFigures(path) {
  const largest = (group) => query(path, { measures: ["total_revenue"], group_by: [group], order_by: ["-total_revenue"], limit: SHOWN });
  const [totals, series, products, countries] = await Promise.all([
    query(path, { measures: STATISTICS }),
    answer(`${path}/series`),
    largest("product"),
    largest("country"),
  ]);
  const statistics = Object.fromEntries(totals.columns.map((name, at) => [name, totals.rows[0][at]]));
  byId("statistics").replaceChildren(...statisticCards(statistics));
  announce(`${byId("filters-words").textContent} ${t("Total revenue")}: ${number(statistics.total_revenue, 2)}`);
  const points = series.map((point) => ({ ...point, month: point.period.slice(0, 7) }));
  const [named, placed] = [products, countries].map(({ rows }) => rows.filter(([key]) => key));
  await Promise.all([
    plot("series", bars(points), points.length ? "" : t("No dates to draw by.")),
    plot("top", ranking(named), named.length ? "" : t("No products to draw.")),
    plot("countries", ranking(placed), placed.length ? "" : t("No countries to draw.")),
  ]);
}

/** Draw into the place `id`, or say why there is `nothing` to draw. */
async function plot(id, make, nothing) {
  byId(id).hidden = Boolean(nothing);
  byId(`${id}-nothing`).replaceChildren(nothing ? empty("tables", nothing) : "");
  if (!nothing) await draw(byId(id), make);
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

const bars = (points) => (colours, width) => ({
  data: [
    {
      type: "bar",
      x: points.map(({ month }) => month),
      y: points.map(({ value }) => value),
      marker: { color: points.map(({ complete }) => (complete ? colours.accent : colours["accent-soft"])), line: { color: colours.accent, width: 1 } },
      customdata: points.map(({ month, complete }) => [spell(month, { year: "numeric", month: "long" }), complete ? "" : t("incomplete month")]),
      hovertemplate: "%{customdata[0]}<br>%{y:,.2f}<br>%{customdata[1]}<extra></extra>",
    },
  ],
  layout: { bargap: gap(points, 6), xaxis: { type: "category", showgrid: false, ...monthTicks(points.map(({ month }) => month), width) } },
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
