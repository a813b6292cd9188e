import { dropzone } from "../dropzone.js";
import { byId, el, empty } from "../elements.js";
import { list } from "../lists.js";
import { attempt } from "../notices.js";
import { offerHistories } from "../sales/history.js";
import { deletion } from "../sales/removal.js";
import { tableRow } from "../statistics.js";
import { t } from "../texts.js";

const showHistories = () =>
  attempt(async () => {
    const histories = await offerHistories();
    byId("histories-section").hidden = !histories.length;
    byId("histories-list").replaceChildren(el("ul", { class: "things" }, ...histories.map((history) => tableRow(history))));
  });

function show() {
  showHistories();
  return list(byId("results"), "/api/v1/tables", { kind: "file" }, {
    item: (table) => tableRow(table, deletion(table, showWithout)),
    whenEmpty: () => empty("tables", t("No tables yet. Hand in a sales table as CSV or XLSX.")),
  });
}

/** The button that was pressed is gone; what follows on the keyboard is the list without it. */
async function showWithout() {
  await show();
  byId("results").focus();
}

const options = () => {
  const history = byId("history-name").value.trim();
  return history ? { history } : {};
};

dropzone({ options, onEnd: show });
show();
