import { address } from "../api.js";
import { byId, el, empty, facts, icon } from "../elements.js";
import { statusBadge } from "../jobs.js";
import { list } from "../lists.js";
import { showRunning } from "../running.js";
import { moment, number, percent, t } from "../texts.js";
import { countsOf, modelName, modelPage, useBadge } from "../trained.js";

function modelCard(model) {
  const { metrics, training } = model;
  const numbers = facts([
    [t("AUROC, pictures"), metrics && percent(metrics.image_auroc)],
    [t("AUROC, pixels"), metrics?.pixel_auroc && percent(metrics.pixel_auroc)],
    [t("False alarms expected"), percent(model.threshold_interval.rate)],
    [t("Training pictures"), number(training.images)],
    [t("Made"), moment(model.created_at)],
  ]);
  return el(
    "li",
    { class: "card" },
    el("div", { class: "head" }, el("h3", {}, el("a", { href: modelPage(model.id) }, modelName(model))), useBadge(model)),
    el("dl", { class: "facts small" }, ...numbers),
    !metrics && el("p", { class: "muted small" }, t("No defects were in the data set, so how well it finds them was not measured.")),
  );
}

const datasetRow = (dataset) =>
  el(
    "li",
    { class: "thing" },
    el("span", { class: "mark" }, icon("archive")),
    el(
      "div",
      {},
      el("p", { class: "name" }, dataset.category || dataset.filename),
      el("p", { class: "about" }, [dataset.filename, dataset.status === "SUCCESS" && countsOf(dataset), moment(dataset.created_at)].filter(Boolean).join(" · ")),
    ),
    el("div", { class: "end" }, statusBadge(dataset.status), el("a", { class: "button slim", href: address("/dashboard/models/new/", { dataset: dataset.id }) }, t("Show"))),
  );

const nothing = () =>
  empty(
    "models",
    t("No model yet. Hand in an archive with pictures of good parts, and one is trained from them."),
    el("a", { class: "button", href: "/dashboard/models/new/" }, t("Train a model")),
  );

const showModels = () => list(byId("models"), "/api/v1/models", {}, { item: modelCard, className: "cards", whenEmpty: nothing });

const showDatasets = () =>
  list(byId("datasets"), "/api/v1/datasets", {}, { item: datasetRow, whenEmpty: () => empty("archive", t("No data sets yet.")) });

const show = () => Promise.all([showModels(), showDatasets()]);

show();
showRunning(show);
