// Sales histories: what a history is made of and what was found twice or told differently in it; a file put into one, or taken out.

import { call } from "../api.js";
import { badge, byId, el, table } from "../elements.js";
import { statusBadge } from "../jobs.js";
import { hint, press } from "../notices.js";
import { inOneLine, language, number, t } from "../texts.js";

const amount = { amount: true };
const days = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
const spell = (day) => days.format(new Date(`${day}T00:00:00Z`));
const pageOf = (id) => `/dashboard/tables/${id}/`;

/** The names of the histories there are, to choose from. */
export async function offerHistories() {
  const found = await call("/api/v1/tables?kind=history");
  byId("histories").replaceChildren(...found.items.map(({ filename }) => el("option", { value: filename })));
  return found.items;
}

/** Of a file: the history that it is a part of, or a form to make it one of any. */
export async function showBelonging(found) {
  byId("belonging").hidden = false;
  byId("belonging-form").hidden = Boolean(found.history);
  if (found.history) {
    const out = removal(found.history.id, found.id, () => location.reload());
    byId("belonging-now").replaceChildren(t("Part of the sales history"), " ", el("a", { href: pageOf(found.history.id) }, found.history.name), " ", out);
    return;
  }
  byId("belonging-form").addEventListener("submit", (event) => {
    event.preventDefault();
    press(event.submitter, async () => {
      const body = { name: byId("history-name").value };
      const { table: history } = await call(`/api/v1/tables/${found.id}/history`, { method: "POST", body });
      location.assign(`${pageOf(history.id)}#files`);
    });
  });
  await offerHistories();
}

const removal = (historyId, fileId, then) =>
  el(
    "button",
    {
      type: "button",
      class: "button slim",
      onclick: ({ currentTarget }) =>
        press(currentTarget, async () => {
          await call(`/api/v1/tables/${historyId}/files/${fileId}`, { method: "DELETE" });
          then();
        }),
    },
    t("Take out"),
  );

/** Of a history: its files, the rows that several of them have, and the invoices that they tell differently. Gives what the API says. */
export async function showFiles(path) {
  const told = await call(`${path}/files`);
  const left = () => (told.files.length > 1 ? location.reload() : location.assign("/dashboard/tables/"));
  const columns = [
    { title: t("File"), value: (file) => [el("a", { href: pageOf(file.id) }, file.filename), file.problem && reason(file.problem)] },
    { title: t("State"), value: (file) => (file.problem && file.status === "SUCCESS" ? badge("bad", t("does not count"), "bad") : statusBadge(file.status)) },
    { title: t("Days"), value: (file) => (file.first_day ? `${spell(file.first_day)} – ${spell(file.last_day)}` : "–") },
    { title: t("Rows"), value: (file) => number(file.rows), ...amount },
    { title: t("In an earlier file"), value: (file) => number(file.repeated), ...amount },
    { title: t("To look at"), value: (file) => el("a", { href: `${pageOf(file.id)}#rows` }, number(file.issue_count + file.rows_aside)), ...amount },
    { title: "", value: (file) => removal(told.id, file.id, left) },
  ];
  byId("files-table").replaceChildren(table(columns, told.files));
  byId("files-count").textContent = number(told.files.length);
  byId("files-words").replaceChildren(...sayRepeated(told).map((text) => el("p", {}, text)));
  showDiffering(told);
  showCaution(told);
  byId("history-end").onclick = ({ currentTarget }) =>
    press(currentTarget, async () => {
      await call(`${path}/files`, { method: "DELETE" });
      location.assign("/dashboard/tables/");
    });
  return told;
}

/** What whoever looks at the numbers must know. */
function showCaution({ differing, files }) {
  const out = files.filter((file) => file.problem);
  const said = [
    differing && t("Invoices that the files tell differently: %(n)s. All their different rows count.", { n: number(differing) }),
    out.length && t("Files that do not count: %(names)s", { names: out.map((file) => file.filename).join(", ") }),
  ].filter(Boolean);
  byId("caution").replaceChildren(...(said.length ? [hint(t("Look at the files of this history"), said.join(" "))] : []));
}

const reason = (problem) => el("p", { class: "small reason" }, inOneLine(problem));

function sayRepeated({ repeated }) {
  if (!repeated) return [];
  if (!repeated.rows) return [t("No row stands in more than one file.")];
  const counts = { n: number(repeated.rows), revenue: number(repeated.revenue, 2) };
  const weak = [
    repeated.without_invoice && t("%(n)s of them have no invoice number, and may be sales of their own.", { n: number(repeated.without_invoice) }),
    repeated.without_date && t("%(n)s of them have no date, and may be sales of their own.", { n: number(repeated.without_date) }),
  ];
  return [t("%(n)s rows worth %(revenue)s stand in an earlier file too and count once.", counts), ...weak.filter(Boolean)];
}

function showDiffering({ differing, listed, files }) {
  byId("differing").hidden = !differing;
  if (!differing) return;
  const names = Object.fromEntries(files.map(({ id, filename }) => [id, filename]));
  const version = (one) => t("%(file)s: %(rows)s rows, %(revenue)s", { file: names[one.file], rows: number(one.rows), revenue: number(one.revenue, 2) });
  const columns = [
    { title: t("Invoice number"), value: (one) => one.invoice },
    { title: t("In the files"), value: (one) => one.versions.map((told) => el("p", {}, version(told))) },
    { title: t("Rows that count"), value: (one) => number(one.rows), ...amount },
    { title: t("Amount"), value: (one) => number(one.revenue, 2), ...amount },
  ];
  byId("differing-count").textContent = number(differing);
  const some = t("The %(shown)s of most money of %(count)s are listed.", { shown: number(listed.length), count: number(differing) });
  byId("differing-more").textContent = listed.length < differing ? some : "";
  byId("differing-table").replaceChildren(table(columns, listed));
}
