// The ten segments by recency, frequency and money: their areas, their bounds, and their customers to take along.

import { byId, el, empty, table } from "../elements.js";
import { draw, label } from "../figure.js";
import { number, percent, t } from "../texts.js";
import { answer } from "./filters.js";

const amount = { amount: true };
const span = (bounds) => (bounds == null ? "–" : [...new Set(bounds.map((bound) => number(bound)))].join(" – "));

/** Shows them; gives their names by their codes. */
export async function showSegments(path) {
  const rows = await answer(`${path}/segments`);
  const columns = [
    { title: t("Segment"), value: (row) => [el("strong", {}, row.label), el("p", { class: "muted small" }, row.advice)] },
    { title: t("Customers"), value: (row) => number(row.customers), ...amount },
    { title: t("Share"), value: (row) => percent(row.share), ...amount },
    { title: t("Revenue"), value: (row) => number(row.revenue), ...amount },
    { title: t("Last purchase, days ago"), value: (row) => span(row.bounds.recency_days), ...amount },
    { title: t("Invoices"), value: (row) => span(row.bounds.frequency), ...amount },
    { title: t("Spent"), value: (row) => span(row.bounds.monetary), ...amount },
  ];
  byId("segments-table").replaceChildren(table(columns, rows));
  const areas = rows.filter((row) => row.customers && row.revenue > 0);
  byId("segments-figure").hidden = !areas.length;
  byId("segments-nothing").replaceChildren(areas.length ? "" : empty("tables", t("No customer who is known bought here.")));
  if (areas.length) await drawSegments(areas);
  return Object.fromEntries(rows.map((row) => [row.segment, row.label]));
}

/** Areas are revenue; the darker one, the larger its share of the customers. */
const drawSegments = (rows) =>
  draw(byId("segments-figure"), (colours) => ({
    data: [
      {
        type: "treemap",
        labels: rows.map((row) => label(row.label, 40)),
        parents: rows.map(() => ""),
        values: rows.map((row) => row.revenue),
        customdata: rows.map((row) => [number(row.customers), percent(row.share), span(row.bounds.recency_days), number(row.revenue)]),
        marker: {
          colors: rows.map((row) => row.share),
          colorscale: [
            [0, colours["accent-soft"]],
            [1, colours.heat],
          ],
          line: { color: colours.raised, width: 2 },
          pad: { t: 0, l: 0, r: 0, b: 0 },
        },
        textfont: { color: colours.text },
        root: { color: "rgba(0, 0, 0, 0)" },
        texttemplate: "<b>%{label}</b><br>%{customdata[3]}<br>%{customdata[1]}",
        hovertemplate: [
          "<b>%{label}</b>",
          `${t("Revenue")} %{customdata[3]}`,
          `${t("Customers")} %{customdata[0]} (%{customdata[1]})`,
          `${t("Last purchase, days ago")} %{customdata[2]}<extra></extra>`,
        ].join("<br>"),
        pathbar: { visible: false },
      },
    ],
    layout: { margin: { l: 0, r: 0, t: 0, b: 0 } },
  }));
