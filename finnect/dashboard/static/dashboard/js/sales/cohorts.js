// Who came back: a row for each month of first purchase, a cell for each month after it.

import { byId, el, empty } from "../elements.js";
import { language, number, percent, t } from "../texts.js";
import { answer } from "./filters.js";

const months = new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" });
const spell = (month) => months.format(new Date(`${month}T00:00:00Z`));

export async function showCohorts(path) {
  const rows = await answer(`${path}/cohorts`);
  const width = Math.max(0, ...rows.map((row) => row.retention.length));
  const none = rows.length ? t("This covers one month only; nobody can have come back yet.") : t("No customer who is known bought here for the first time.");
  if (width < 2) return byId("cohorts-table").replaceChildren(empty("tables", none));
  const most = Math.max(0.01, ...rows.flatMap((row) => row.retention.slice(1)));
  const later = Array.from({ length: width - 1 }, (_, at) => at + 1);
  return byId("cohorts-table").replaceChildren(
    el(
      "table",
      { class: "heat" },
      el("thead", {}, el("tr", {}, headed(t("First purchase")), headed(t("Customers")), ...later.map((month) => headed(`+${number(month)}`)))),
      el("tbody", {}, ...rows.map((row) => cohort(row, later, most))),
    ),
  );
}

const headed = (title) => el("th", { scope: "col" }, title);

const cohort = (row, later, most) =>
  el(
    "tr",
    {},
    el("th", { scope: "row" }, spell(row.month)),
    el("td", { class: "amount" }, number(row.customers)),
    ...later.map((month) => cell(row, month, most)),
  );

function cell(row, month, most) {
  const share = row.retention[month];
  if (share == null) return el("td", {});
  const title = t("%(n)s of %(count)s customers", { n: number(row.active[month]), count: number(row.customers) });
  const made = el("td", { class: "cell", title }, percent(share, 0));
  made.style.setProperty("--share", `${Math.round((share / most) * 100)}%`);
  return made;
}
