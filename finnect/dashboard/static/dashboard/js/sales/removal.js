// Deleting a table, after asking whether that is meant.

import { call } from "../api.js";
import { el, icon } from "../elements.js";
import { press, tell } from "../notices.js";
import { t } from "../texts.js";

/** A button that asks first; `then` follows when the table is gone. Without `words` it is a symbol with a name to be read out. */
export function deletion(table, then, { words = false } = {}) {
  const name = t("Delete %(name)s", { name: table.filename });
  const look = words ? { class: "button slim" } : { class: "button quiet remove", "aria-label": name, title: name };
  return el("button", { type: "button", ...look, onclick: () => ask(table, then) }, words ? t("Delete") : icon("bin"));
}

function ask(table, then) {
  const remove = ({ currentTarget }) =>
    press(currentTarget, async () => {
      await call(`/api/v1/tables/${table.id}`, { method: "DELETE" });
      dialog.close();
      tell(t("Deleted: %(name)s", { name: table.filename }));
      then();
    });
  const dialog = el(
    "dialog",
    { class: "asking", "aria-labelledby": "asking-title" },
    el("h2", { id: "asking-title" }, t("Delete %(name)s?", { name: table.filename })),
    el("p", {}, t("The file and its numbers are deleted for good. To have them again, hand the file in again.")),
    table.history && el("p", {}, t("The sales history %(name)s is joined anew without it.", { name: table.history.name })),
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("Keep it")),
      el("button", { type: "button", class: "button grave", onclick: remove }, t("Delete")),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
