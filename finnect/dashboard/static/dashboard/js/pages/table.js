import { call } from "../api.js";
import { byId, el } from "../elements.js";
import { isOpen, jobRow, statusBadge } from "../jobs.js";
import { attempt, attemptIn, hint, problemNotice } from "../notices.js";
import { showBridge } from "../sales/bridge.js";
import { showClusters } from "../sales/clusters.js";
import { showCohorts } from "../sales/cohorts.js";
import { showFigures } from "../sales/figures.js";
import { offerFiles } from "../sales/files.js";
import { filterForm, sayChoice } from "../sales/filters.js";
import { showBelonging, showFiles } from "../sales/history.js";
import { showIssues } from "../sales/issues.js";
import { mappingEditor } from "../sales/mapping.js";
import { showProfile } from "../sales/profile.js";
import { deletion } from "../sales/removal.js";
import { showSegments } from "../sales/segments.js";
import { showValue } from "../sales/value.js";
import { statisticCards } from "../statistics.js";
import { tabs } from "../tabs.js";
import { bytes, moment, number, t } from "../texts.js";

const path = `/api/v1/tables/${document.body.dataset.id}`;

function showHead(found) {
  byId("name").textContent = found.filename;
  const about = [
    found.kind === "history" ? t("Sales history") : bytes(found.file_size),
    found.rows != null && t("%(n)s rows", { n: number(found.rows) }),
    found.encoding,
    found.sheet && t("Sheet %(name)s", { name: found.sheet }),
    moment(found.created_at),
  ];
  byId("about").textContent = about.filter(Boolean).join(" · ");
  const remove = found.kind === "file" && deletion(found, () => location.assign("/dashboard/tables/"), { words: true });
  byId("state").replaceChildren(statusBadge(found.status));
  byId("removal").replaceChildren(...[remove].filter(Boolean));
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

const filled = new Set();

/** What a tab shows when it is opened, or why it cannot; until it comes, what was there before is paler. */
async function showPart(id, part) {
  const [place, shown] = [byId(`${id}-problem`), byId(`${id}-shown`)];
  if (!filled.delete(id)) place.replaceChildren(el("p", { class: "muted", role: "status" }, t("looking at it …")));
  shown.ariaBusy = "true";
  shown.hidden = false;
  await attemptIn(place, async () => {
    await part();
    filled.add(id);
    place.replaceChildren();
  });
  shown.hidden = !filled.has(id);
  shown.ariaBusy = "false";
}

async function showCustomers() {
  const names = {};
  await showPart("segments", async () => Object.assign(names, await showSegments(path)));
  await showPart("clusters", () => showClusters(path, names));
}

/** Of a history: its files; while it is joined anew, the page shows what was joined before. */
async function showHistory() {
  const told = await showFiles(path);
  if (!told.renewal || told.renewal.status === "SUCCESS") return;
  byId("progress").replaceChildren(el("ul", { class: "things" }, jobRow(told.renewal, (job) => job.status === "SUCCESS" && location.reload())));
}

const PARTS = {
  overview: () => showPart("figures", () => Promise.all([showFigures(path), showBridge(path)])),
  customers: showCustomers,
  return: () => showPart("cohorts", () => showCohorts(path)),
  worth: () => showPart("value", () => showValue(path)),
  columns: () => showPart("profile", () => showProfile(path)),
};

function showCorrection(found) {
  const editor = isOpen(found) ? null : mappingEditor(found);
  byId("correction").hidden = found.status === "SUCCESS" || !editor;
  const place = byId(found.status === "SUCCESS" ? "mapping" : "correction-form");
  place.replaceChildren(editor ?? "");
  byId("mapping-card").hidden = !editor; // a history has no columns of its own
}

/** Tabs, and what is in them, that this table does not have. */
function leaveOut(...panels) {
  for (const panel of panels) {
    byId(`${panel}-tab`).remove();
    byId(panel).remove();
  }
}

/** A history without numbers yet has its files to show. */
async function showParts(found) {
  const hasNumbers = found.status === "SUCCESS";
  byId("result").hidden = !hasNumbers && found.kind === "file";
  if (found.kind === "history") {
    leaveOut("rows", ...(hasNumbers ? [] : ["overview", "customers", "return", "worth", "columns"]));
    await showHistory();
  } else if (hasNumbers) {
    leaveOut("files");
    const count = found.issue_count + found.rows_aside;
    byId("rows-count").hidden = count === 0;
    byId("rows-count").textContent = number(count);
    byId("caution").replaceChildren(...found.notes.map((note) => hint(note.column, note.text)));
    showIssues(found);
    attempt(() => showBelonging(found));
  }
  if (byId("result").hidden) return;
  if (hasNumbers && !location.search) byId("statistics").replaceChildren(...statisticCards(found.statistics)); // before anything is measured
  let again;
  if (hasNumbers) await attempt(() => filterForm(path, () => again()));
  again = tabs("tabs", PARTS, sayChoice);
}

async function show() {
  await attemptIn(byId("progress"), async () => {
    const found = await call(path);
    showHead(found);
    showProgress(found);
    showCorrection(found);
    if (!isOpen(found)) await showParts(found);
  });
}

offerFiles(byId("result"));
show();
