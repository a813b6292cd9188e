// Customer lifetime value: what is expected, how well it would have foretold the past, and who is worth most.

import { byId, el, table } from "../elements.js";
import { draw } from "../figure.js";
import { language, number, percent, t } from "../texts.js";
import { answer } from "./filters.js";

const NEARLY_ALL = 0.99;
const amount = { amount: true };
const spell = (day) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
const off = (predicted, actual) => (actual ? `${predicted >= actual ? "+" : ""}${percent(predicted / actual - 1)}` : "–");

export async function showValue(path) {
  const found = await answer(`${path}/value`);
  const numbers = [
    [t("Customers"), number(found.customers)],
    [t("Likely still active"), number(found.alive)],
    [t("Purchases, next 90 days"), number(found.expected["90_days"].purchases)],
    [t("Value, next 90 days"), number(found.expected["90_days"].value)],
    [t("Purchases, next 12 months"), number(found.expected["12_months"].purchases)],
    [t("Value, next 12 months"), number(found.expected["12_months"].value)],
  ];
  byId("value-numbers").replaceChildren(...numbers.map(([title, value]) => el("div", { class: "number" }, el("dt", {}, title), el("dd", {}, value))));
  const untold = t("Hardly anybody can be told to have left for good: the table is too short for that, so long-term values are rather high.");
  byId("value-caution").textContent = found.alive > NEARLY_ALL * found.customers ? untold : "";
  showTop(found.top);
  await showBacktest(found.backtest);
}

function showTop(top) {
  const columns = [
    { title: t("Customer"), value: (row) => row.customer },
    { title: t("Purchases so far"), value: (row) => number(row.purchases), ...amount },
    { title: t("Last purchase"), value: (row) => spell(row.last_purchase), ...amount },
    { title: t("Mean worth"), value: (row) => number(row.mean_worth, 2), ...amount },
    { title: t("Likely still active"), value: (row) => percent(row.alive), ...amount },
    { title: t("Value, next 90 days"), value: (row) => number(row.expected_value_90_days), ...amount },
    { title: t("Value, next 12 months"), value: (row) => number(row.expected_value_12_months), ...amount },
  ];
  byId("value-top").replaceChildren(table(columns, top));
}

async function showBacktest(test) {
  byId("backtest-words").textContent = [
    t("Learned from %(begin)s to %(split)s, then held against what %(count)s customers did until %(end)s.", {
      begin: spell(test.begin),
      split: spell(test.split),
      end: spell(test.end),
      count: number(test.customers),
    }),
    t("Purchases: %(predicted)s predicted, %(actual)s made (%(off)s); going on at the same rate: %(naive)s (%(naive_off)s).", {
      predicted: number(test.predicted),
      actual: number(test.actual),
      off: off(test.predicted, test.actual),
      naive: number(test.naive),
      naive_off: off(test.naive, test.actual),
    }),
    t("Mean error per customer: %(error)s purchases; same rate: %(naive)s.", {
      error: number(test.mean_error, 3),
      naive: number(test.naive_mean_error, 3),
    }),
    t("Value: %(predicted)s predicted, %(actual)s bought (%(off)s).", {
      predicted: number(test.predicted_value),
      actual: number(test.actual_value),
      off: off(test.predicted_value, test.actual_value),
    }),
  ].join(" ");
  const last = test.lines.at(-1)?.repeats;
  const columns = [
    { title: t("Repeats before"), value: (row) => (row.repeats === last ? t("%(n)s or more", { n: row.repeats }) : String(row.repeats)), ...amount },
    { title: t("Customers"), value: (row) => number(row.customers), ...amount },
    { title: t("Predicted"), value: (row) => number(row.predicted, 2), ...amount },
    { title: t("Actual"), value: (row) => number(row.actual, 2), ...amount },
    { title: t("Same rate"), value: (row) => number(row.naive, 2), ...amount },
  ];
  byId("backtest-table").replaceChildren(table(columns, test.lines));
  await drawBacktest(test.lines);
}

const drawBacktest = (lines) =>
  draw(byId("backtest"), (colours) => {
    const x = lines.map((line) => line.repeats);
    const scatter = { type: "scatter", mode: "lines+markers", hovertemplate: "%{y:,.2f}", x };
    const line = (name, key, color, dash) => ({ ...scatter, name, y: lines.map((one) => one[key]), line: { color, dash } });
    const legend = { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { color: colours.text } };
    return {
      data: [
        line(t("Actual"), "actual", colours.text, "solid"),
        line(t("Predicted"), "predicted", colours.accent, "solid"),
        line(t("Same rate"), "naive", colours["line-strong"], "dot"),
      ],
      layout: { xaxis: { dtick: 1 }, showlegend: true, legend, hovermode: "x unified" },
    };
  });
