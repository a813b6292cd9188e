import { address, call } from "../api.js";
import { byId, el, empty, icon, table } from "../elements.js";
import { draw, label } from "../figure.js";
import { isOpen, jobRow, statusBadge } from "../jobs.js";
import { attempt } from "../notices.js";
import { statisticCards } from "../statistics.js";
import { bytes, language, moment, number, t } from "../texts.js";

const path = `/api/v1/tables/${document.body.dataset.id}`;
const MOST_ISSUES = 50;

function showHead(found) {
  byId("name").textContent = found.filename;
  const about = [bytes(found.file_size), found.rows != null && t("%(n)s rows", { n: number(found.rows) }), found.encoding, moment(found.created_at)];
  byId("about").textContent = about.filter(Boolean).join(" · ");
  byId("state").replaceChildren(statusBadge(found.status));
}

/** While the table is being read: its job, and the result as soon as it is there. */
function showProgress(found) {
  const failed = found.error && el("div", { class: "notice bad", role: "alert" }, icon("bad"), el("div", { class: "words" }, el("strong", {}, found.error.title), el("p", {}, found.error.detail)));
  byId("progress").replaceChildren(...(failed ? [failed] : []));
  if (!isOpen(found)) return;
  attempt(async () => {
    const job = await call(`/api/v1/jobs/${found.job_id}`);
    byId("progress").replaceChildren(el("ul", { class: "things" }, jobRow(job, show)));
  });
}

const month = (period) => new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" }).format(new Date(`${period.slice(0, 7)}-01T00:00:00Z`));

async function showSeries() {
  const series = await call(address(`${path}/series`, { measure: "total_revenue", by: "month" }));
  if (!series.length) return byId("series").replaceChildren(empty("tables", t("No dates to draw by.")));
  return draw(byId("series"), (colours) => ({
    data: [
      {
        type: "bar",
        x: series.map(({ period }) => month(period)),
        y: series.map(({ value }) => value),
        marker: { color: series.map(({ complete }) => (complete === false ? colours["accent-soft"] : colours.accent)), line: { color: colours.accent, width: 1 } },
        customdata: series.map(({ complete }) => (complete === false ? t("incomplete month") : "")),
        hovertemplate: "%{x}<br>%{y:,.2f}<br>%{customdata}<extra></extra>",
      },
    ],
    layout: { yaxis: { tickformat: "~s" }, xaxis: { type: "category", nticks: 12 } },
  }));
}

async function showTop() {
  const top = (await call(address(`${path}/top`, { by: "product", measure: "total_revenue", limit: 10 }))).toReversed();
  if (!top.length) return byId("top").replaceChildren(empty("tables", t("No products to draw.")));
  return draw(byId("top"), (colours) => ({
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
    layout: { xaxis: { tickformat: "~s" }, yaxis: { type: "category", tickmode: "array", tickvals: top.map(({ key }) => label(key, 60)), ticktext: top.map((one) => label(one.label || one.key, 24)) } },
  }));
}

function showMapping(found) {
  const columns = [
    { title: t("Our field"), value: ([field]) => field },
    { title: t("Column in the file"), value: ([, column]) => column ?? "–" },
  ];
  const rows = Object.entries(found.mapping ?? {});
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
  await attempt(async () => {
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
