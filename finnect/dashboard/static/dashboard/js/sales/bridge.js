// How the revenue comes about, line by line, and what else people call revenue.

import { byId, table } from "../elements.js";
import { draw, label } from "../figure.js";
import { number, t } from "../texts.js";
import { answer } from "./filters.js";

const amount = { amount: true };
const money = (line) => number(line.value, 3);

export async function showBridge(path) {
  const found = await answer(`${path}/bridge`);
  const lines = found.lines.filter((line) => line.rows);
  const total = { label: t("Stated revenue"), rows: lines.reduce((sum, line) => sum + line.rows, 0), value: found.total };
  const columns = [
    { title: t("Line"), value: (line) => line.label },
    { title: t("Rows"), value: (line) => number(line.rows), ...amount },
    { title: t("Amount"), value: money, ...amount },
  ];
  byId("bridge-lines").replaceChildren(table(columns, [...lines, total]));
  byId("bridge-definitions").replaceChildren(
    table(
      [
        { title: t("Definition"), value: (line) => line.label },
        { title: t("Good for"), value: (line) => line.purpose },
        { title: t("Customers"), value: (line) => number(line.customers), ...amount },
        { title: t("Amount"), value: money, ...amount },
      ],
      found.definitions,
    ),
  );
  byId("bridge-within").replaceChildren(table([{ ...columns[0], title: t("Contained in it") }, ...columns.slice(1)], found.within));
  await drawBridge(
    lines.filter((line) => line.value),
    total,
  );
}

/** How wide a text is, in Latin letters: Hangul is wider. */
const width = (text) => [...text].reduce((sum, letter) => sum + (letter >= "\u1100" ? 1.7 : 1), 0);

/** The words in lines of about so many letters, three at most. */
function folded(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1) && width(lines.at(-1)) + width(word) >= letters) lines.push("");
    lines[lines.length - 1] += `${lines.at(-1) && " "}${word}`;
  }
  const shown = lines.length > 3 ? [...lines.slice(0, 2), `${lines[2]}…`] : lines;
  return shown.map((line) => label(line, 40)).join("<br>");
}

const drawBridge = (lines, total) =>
  draw(byId("bridge"), (colours, pixels) => ({
    data: [
      {
        type: "waterfall",
        x: [...lines, total].map((line) => folded(line.label, pixels / (lines.length + 1) / 8)),
        y: [...lines.map((line) => line.value), 0],
        measure: [...lines.map(() => "relative"), "total"],
        customdata: [...lines, total].map((line) => [label(line.label, 80), line.value]),
        increasing: { marker: { color: colours.accent } },
        decreasing: { marker: { color: colours.bad } },
        totals: { marker: { color: colours.good } },
        connector: { line: { color: colours["line-strong"], width: 1 } },
        hovertemplate: "%{customdata[0]}<br>%{customdata[1]:,.2f}<extra></extra>",
      },
    ],
    layout: { xaxis: { type: "category", showgrid: false, tickangle: 0 } },
  }));
