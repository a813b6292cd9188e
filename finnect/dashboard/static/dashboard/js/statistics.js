// The numbers of a table, and a table as a row of a list.

import { el, icon } from "./elements.js";
import { statusBadge } from "./jobs.js";
import { bytes, inOneLine, moment, number, t } from "./texts.js";

const MEASURES = [
  ["total_revenue", "Total revenue", 3],
  ["num_customers", "Customers", 0],
  ["num_invoices", "Invoices", 0],
  ["total_quantity", "Total quantity", 3],
];

/** The four statistics, large; a measure that the table has no columns for shows a dash. */
export const statisticCards = (statistics) =>
  MEASURES.map(([name, title, digits]) => el("div", { class: "number" }, el("dt", {}, t(title)), el("dd", {}, number(statistics?.[name], digits))));

/** `more` stands beside what leads to the table, such as a button. */
export function tableRow(table, more) {
  const said =
    table.status === "SUCCESS" && table.statistics
      ? [t("Revenue %(value)s", { value: number(table.statistics.total_revenue) }), t("%(n)s rows", { n: number(table.rows) })]
      : [table.kind === "file" && bytes(table.file_size)];
  const kind = table.kind === "history" ? t("Sales history") : table.history?.name;
  return el(
    "li",
    { class: more && "more-to-do" },
    el(
      "a",
      { class: "thing", href: `/dashboard/tables/${table.id}/` },
      el("span", { class: "mark" }, icon("tables")),
      el("div", {}, el("p", { class: "name" }, table.filename), el("p", { class: "about" }, [kind, ...said, moment(table.created_at)].filter(Boolean).join(" · "))),
      el("div", { class: "end" }, statusBadge(table.status)),
      table.error && el("p", { class: "reason" }, inOneLine(table.error)),
    ),
    more,
  );
}
