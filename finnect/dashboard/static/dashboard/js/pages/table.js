import { address, call } from "../api.js";
import { byId, el, empty, table } from "../elements.js";
import { draw, label } from "../figure.js";
import { isOpen, jobRow, statusBadge } from "../jobs.js";
import { attempt, attemptIn, problemNotice } from "../notices.js";
import { statisticCards } from "../statistics.js";
import { bytes, language, moment, number, t } from "../texts.js";

const path = `/api/v1/tables/${document.body.dataset.id}`;
const MOST_ISSUES = 50;
const MONTH_PIXELS = 42;
const WHY = { name: () => t("its name"), content: () => t("its values"), user: () => t("your choice") };

function showHead(found) {
  byId("name").textContent = found.filename;
  const about = [bytes(found.file_size), found.rows != null && t("%(n)s rows", { n: number(found.rows) }), found.encoding, moment(found.created_at)];
  byId("about").textContent = about.filter(Boolean).join(" · ");
  byId("state").replaceChildren(statusBadge(found.status));
}

/** While the table is being read: its job, and the result as soon as it is there. */
function showProgress(found) {
  byId("progress").replaceChildren(...(found.error ? [problemNotice(found.error)] : []));
  if (!isOpen(found)) return;
  attempt(async () => {
    const job = await call(`/api/v1/jobs/${found.job_id}`);
    byId("progress").replaceChildren(el("ul", { class: "things" }, jobRow(job, show)));
  });
}

const spell = (period, style) => new Intl.DateTimeFormat(language, { ...style, timeZone: "UTC" }).format(new Date(`${period.slice(0, 7)}-01T00:00:00Z`));

/** "Dec" under its bar, as many as fit; the year below every January, or below the first month when there is none near. */
function monthTicks(periods, width) {
  const step = Math.ceil(periods.length / Math.max(1, Math.floor(width / MONTH_PIXELS)));
  const shown = periods.filter((_, index) => index % step === 0);
  const year = (period) => period?.slice(0, 4);
  const text = shown.map((period, index) => {
    const isNew = index === 0 ? year(shown[1] ?? period) === year(period) : year(shown[index - 1]) !== year(period);
    return spell(period, { month: "short" }) + (isNew ? `<br>${spell(period, { year: "numeric" })}` : "");
  });
  return { tickmode: "array", tickvals: shown, ticktext: text, tickangle: 0 };
}

async function showSeries() {
  const series = await call(address(`${path}/series`, { measure: "total_revenue", by: "month" }));
  if (!series.length) return byId("series").replaceChildren(empty("tables", t("No dates to draw by.")));
  return draw(byId("series"), (colours, width) => ({
    data: [
      {
        type: "bar",
        x: series.map(({ period }) => period),
        y: series.map(({ value }) => value),
        marker: { color: series.map(({ complete }) => (complete === false ? colours["accent-soft"] : colours.accent)), line: { color: colours.accent, width: 1 } },
        customdata: series.map(({ period, complete }) => [
          spell(period, { year: "numeric", month: "long" }),
          complete === false ? t("incomplete month") : "",
        ]),
        hovertemplate: "%{customdata[0]}<br>%{y:,.2f}<br>%{customdata[1]}<extra></extra>",
      },
    ],
    layout: { xaxis: { type: "category", showgrid: false, ...monthTicks(series.map(({ period }) => period), width) } },
  }));
}

async function showTop() {
  const top = (await call(address(`${path}/top`, { by: "product", measure: "total_revenue", limit: 10 }))).toReversed();
  if (!top.length) return byId("top").replaceChildren(empty("tables", t("No products to draw.")));
  return draw(byId("top"), (colours, width) => ({
    data: [
      {
        type: "bar",
        orientation: "h",
        y: top.map(({ key }) => label(key, 60)),
        x: top.map(({ value }) => value),
        customdata: top.map((one) => label(one.label || one.key, 60)),
        marker: { color: colours.accent },
        hovertemplate: "%{customdata}<br>%{x:,.2f}<extra></extra>",
      },
    ],
    layout: {
      xaxis: { nticks: Math.ceil(width / 100), tickangle: 0 },
      yaxis: {
        type: "category",
        showgrid: false,
        tickmode: "array",
        tickvals: top.map(({ key }) => label(key, 60)),
        ticktext: top.map((one) => label(one.label || one.key, Math.floor(width / 18))),
      },
    },
  }));
}

function showMapping({ mapping, columns: found }) {
  const about = Object.fromEntries(found.map((column) => [column.name, column]));
  const columns = [
    { title: t("Our field"), value: (row) => row.field },
    { title: t("Column in the file"), value: (row) => row.column },
    { title: t("Known by"), value: (row) => WHY[row.why]?.() ?? row.why ?? "–" },
    { title: t("Missing"), value: (row) => number(about[row.column]?.missing), amount: true },
  ];
  const rows = Object.entries(mapping).map(([field, choice]) => ({ field, ...choice }));
  byId("mapping").replaceChildren(rows.length ? table(columns, rows) : el("p", { class: "muted" }, t("No column was recognised.")));
}

function showIssues({ issues, issue_count: count }) {
  const columns = [
    { title: t("Row"), value: (issue) => (issue.row == null ? "–" : number(issue.row)) },
    { title: t("Column"), value: (issue) => issue.column ?? "–" },
    { title: t("Value"), value: (issue) => el("span", { class: "mono" }, issue.value == null ? "–" : String(issue.value)) },
    { title: t("Reason"), value: (issue) => issue.reason },
  ];
  byId("issues").replaceChildren(
    issues.length ? table(columns, issues.slice(0, MOST_ISSUES)) : el("p", { class: "muted" }, t("None. Every row could be read.")),
  );
  const shown = Math.min(issues.length, MOST_ISSUES);
  if (count > shown) byId("issues").append(el("p", { class: "muted small" }, t("%(shown)s of %(count)s are shown.", { shown: number(shown), count: number(count) })));
}

async function show() {
  await attemptIn(byId("progress"), async () => {
    const found = await call(path);
    showHead(found);
    showProgress(found);
    byId("result").hidden = found.status !== "SUCCESS";
    if (found.status !== "SUCCESS") return;
    byId("statistics").replaceChildren(...statisticCards(found.statistics));
    showMapping(found);
    showIssues(found);
    await Promise.all([attempt(showSeries), attempt(showTop)]);
  });
}

show();
