import { dropzone } from "../dropzone.js";
import { byId, empty } from "../elements.js";
import { list } from "../lists.js";
import { tableRow } from "../statistics.js";
import { t } from "../texts.js";

const show = () =>
  list(byId("results"), "/api/v1/tables", {}, {
    item: tableRow,
    whenEmpty: () => empty("tables", t("No tables yet. Hand in a sales table as CSV or XLSX.")),
  });

dropzone({ onEnd: show });
show();
