// Which column is what, and which sheet: shown as understood, corrected by the user, and read again without another upload.

import { call } from "../api.js";
import { el } from "../elements.js";
import { press } from "../notices.js";
import { number, t } from "../texts.js";

const FIELDS = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country", "Status"];
const NEEDED = ["InvoiceNo", "Quantity", "UnitPrice"];
const WHY = { name: () => t("its name"), content: () => t("its values"), user: () => t("your choice") };
const MEANINGS = {
  InvoiceNo: () => t("Invoice number"),
  StockCode: () => t("Product code"),
  Description: () => t("Product name"),
  Quantity: () => t("Quantity"),
  InvoiceDate: () => t("Date"),
  UnitPrice: () => t("Price of one"),
  CustomerID: () => t("Customer"),
  Country: () => t("Country"),
  Status: () => t("What was cancelled"),
};

/** The editor for a table that was read, or one that failed but told its columns; null where there is nothing to choose. */
export function mappingEditor(found) {
  const columns = found.columns.length ? found.columns : (found.error?.columns ?? []);
  const sheets = found.sheets.length ? found.sheets : (found.error?.sheets ?? []);
  if (!columns.length && sheets.length < 2) return null;
  const button = el("button", { class: "button primary" }, t("Read again with this choice"));
  const form = el(
    "form",
    { class: "section" },
    sheets.length > 1 && sheetChoice(sheets, found),
    columns.length > 0 && el("div", { class: "fields" }, ...FIELDS.map((field) => fieldChoice(field, columns, found))),
    el("div", { class: "row" }, button, el("span", { class: "muted small" }, t("The file is not handed in again. This result stays as it is."))),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    press(button, async () => {
      const { table } = await call(`/api/v1/tables/${found.id}/analyze`, { method: "POST", body: chosen(form, found) });
      location.assign(`/dashboard/tables/${table.id}/`);
    });
  });
  return form;
}

function sheetChoice(sheets, found) {
  const now = found.sheet || found.asked.sheet;
  const options = sheets.map((name) => el("option", { value: name, selected: name === now }, name));
  return el("label", { class: "field" }, el("span", {}, t("Sheet")), el("select", { name: "sheet" }, ...options));
}

function fieldChoice(field, columns, found) {
  const taken = found.mapping[field];
  const now = taken?.column ?? found.asked.mapping[field] ?? "";
  const first = NEEDED.includes(field) || found.status !== "SUCCESS" ? t("recognise it") : t("none");
  const options = columns.map(({ name }) => el("option", { value: name, selected: name === now }, name));
  const select = el("select", { name: field }, el("option", { value: "" }, first), ...options);
  const about = el("span", { class: "muted small" });
  const tell = () => {
    const column = columns.find(({ name }) => name === select.value);
    const said = [
      column?.examples?.join(" · "),
      column?.missing ? t("missing: %(n)s", { n: number(column.missing) }) : "",
      taken && select.value === taken.column ? t("known by %(why)s", { why: WHY[taken.why]() }) : "",
    ];
    about.textContent = said.filter(Boolean).join(" – ");
  };
  select.addEventListener("change", tell);
  tell();
  return el("label", { class: "field" }, el("span", {}, MEANINGS[field](), " ", el("span", { class: "muted mono" }, field)), select, about);
}

/** Only what differs from what was recognised, so that the rest is recognised again. */
function chosen(form, found) {
  const values = new FormData(form);
  const mapping = {};
  for (const field of FIELDS.filter((name) => values.has(name))) {
    const value = values.get(field);
    const taken = found.mapping[field];
    const isNew = value !== (taken?.column ?? "") || taken?.why === "user" || field in found.asked.mapping;
    if (isNew && (value || !NEEDED.includes(field))) mapping[field] = value;
  }
  if (found.status !== "SUCCESS") for (const field of FIELDS) if (!mapping[field]) delete mapping[field];
  return { mapping, sheet: values.get("sheet") ?? "" };
}
