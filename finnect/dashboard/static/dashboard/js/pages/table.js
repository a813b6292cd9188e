import { address, call } from "../api.js";
import { byId, el, empty } from "../elements.js";
import { draw, label } from "../figure.js";
import { isOpen, jobRow, statusBadge } from "../jobs.js";
import { attempt, attemptIn, problemNotice } from "../notices.js";
import { showBridge } from "../sales/bridge.js";
import { showClusters } from "../sales/clusters.js";
import { showCohorts } from "../sales/cohorts.js";
import { showIssues } from "../sales/issues.js";
import { mappingEditor } from "../sales/mapping.js";
import { showProfile } from "../sales/profile.js";
import { showSegments } from "../sales/segments.js";
import { showValue } from "../sales/value.js";
import { statisticCards } from "../statistics.js";
import { tabs } from "../tabs.js";
import { bytes, language, moment, number, t } from "../texts.js";

const path = `/api/v1/tables/${document.body.dataset.id}`;
const MONTH_PIXELS = 42;

function showHead(found) {
  byId("name").textContent = found.filename;
  const about = [
    bytes(found.file_size),
    found.rows != null && t("%(n)s rows", { n: number(found.rows) }),
    found.encoding,
    found.sheet && t("Sheet %(name)s", { name: found.sheet }),
    moment(found.created_at),
  ];
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

/** What a tab shows when it is opened, or why it cannot. */
async function showPart(id, part) {
  const place = byId(`${id}-problem`);
  place.replaceChildren(el("p", { class: "muted", role: "status" }, t("looking at it …")));
  await attemptIn(place, async () => {
    await part();
    place.replaceChildren();
  });
}

async function showCustomers() {
  const names = {};
  await showPart("segments", async () => Object.assign(names, await showSegments(path)));
  await showPart("clusters", () => showClusters(path, names));
}

function showTabs() {
  tabs("tabs", {
    overview: () => Promise.all([attempt(showSeries), attempt(showTop), attempt(() => showBridge(path))]),
    customers: showCustomers,
    return: () => showPart("cohorts", () => showCohorts(path)),
    worth: () => showPart("value", () => showValue(path)),
    columns: () => showPart("profile", () => showProfile(path)),
  });
}

function showCorrection(found) {
  const editor = isOpen(found) ? null : mappingEditor(found);
  byId("correction").hidden = found.status === "SUCCESS" || !editor;
  const place = byId(found.status === "SUCCESS" ? "mapping" : "correction-form");
  place.replaceChildren(editor ?? "");
}

async function show() {
  await attemptIn(byId("progress"), async () => {
    const found = await call(path);
    showHead(found);
    showProgress(found);
    showCorrection(found);
    byId("result").hidden = found.status !== "SUCCESS";
    if (found.status !== "SUCCESS") return;
    byId("statistics").replaceChildren(...statisticCards(found.statistics));
    const count = found.issue_count + found.rows_aside;
    byId("rows-count").hidden = count === 0;
    byId("rows-count").textContent = number(count);
    showIssues(found);
    showTabs();
  });
}

show();
