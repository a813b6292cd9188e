import { byId, empty } from "../elements.js";
import { jobRow } from "../jobs.js";
import { list } from "../lists.js";
import { t } from "../texts.js";

list(byId("results"), "/api/v1/jobs", {}, {
  item: (job) => jobRow(job),
  whenEmpty: () => empty("jobs", t("No jobs yet. Reading a table or training a model is one.")),
});
