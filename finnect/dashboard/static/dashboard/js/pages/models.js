import { call } from "../api.js";
import { dropzone } from "../dropzone.js";
import { badge, byId, el, empty, facts, icon } from "../elements.js";
import { statusBadge } from "../jobs.js";
import { list } from "../lists.js";
import { press, tell } from "../notices.js";
import { showRunning, showsElsewhere } from "../running.js";
import { bytes, moment, number, percent, seconds, t } from "../texts.js";

const isAdmin = document.body.dataset.admin === "yes";

function modelCard(model) {
  const { metrics, training } = model;
  const numbers = facts([
    [t("Threshold"), number(model.threshold, 4)],
    [t("False alarms allowed"), model.false_alarm_rate == null ? "" : percent(model.false_alarm_rate)],
    ...Object.entries(metrics ?? {}).map(([name, value]) => [metricName(name), SHARES.has(name) ? percent(value) : number(value, 4)]),
    [t("Training"), seconds(training?.seconds)],
    [t("Training pictures"), training?.images == null ? "" : number(training.images)],
    [t("Size"), bytes(model.size)],
    [t("Made"), moment(model.created_at)],
  ]);
  const activate = el("button", { class: "button slim", type: "button" }, t("Use this version"));
  activate.addEventListener("click", () =>
    press(activate, async () => {
      await call(`/api/v1/models/${model.id}`, { method: "PATCH", body: { active: true } });
      tell(t("%(category)s, version %(version)s", model), t("It is used from the next picture on."));
      await showModels();
    }),
  );
  return el(
    "li",
    { class: "card" },
    el("div", { class: "head" }, el("h3", {}, t("%(category)s, version %(version)s", model)), model.active ? badge("good", t("in use"), "good") : badge("", t("earlier"))),
    el("p", { class: "muted small" }, model.trainer),
    el("dl", { class: "facts small" }, ...numbers),
    !metrics && el("p", { class: "muted small" }, t("No defects were in the data set, so how well it finds them was not measured.")),
    isAdmin && !model.active && activate,
  );
}

const METRICS = {
  image_auroc: () => t("AUROC, pictures"),
  pixel_auroc: () => t("AUROC, pixels"),
  aupro: () => "AUPRO",
  f1: () => "F1",
  recall: () => t("Defects found"),
  false_alarm_rate: () => t("False alarms in the test"),
  calibration_error: () => t("Error of the confidence"),
};
const SHARES = new Set(["recall", "false_alarm_rate"]);
const metricName = (name) => METRICS[name]?.() ?? name;

function datasetRow(dataset) {
  const { images, rejected } = dataset;
  const counts = [
    t("%(n)s for training", { n: number(images?.train_good ?? 0) }),
    images?.test_good && t("%(n)s good to test with", { n: number(images.test_good) }),
    images?.test_defect && t("%(n)s defects to test with", { n: number(images.test_defect) }),
    rejected?.length && t("%(n)s not taken", { n: number(rejected.length) }),
  ];
  const train = el("button", { class: "button slim", type: "button" }, t("Train"));
  train.addEventListener("click", () =>
    press(train, async () => {
      await call("/api/v1/models/train", { method: "POST", body: { category: dataset.category } });
      tell(t("Training has begun"), t("You may leave the page; it goes on."));
      await showRunning(show);
    }),
  );
  return el(
    "li",
    { class: "thing" },
    el("span", { class: "mark" }, icon("archive")),
    el("div", {}, el("p", { class: "name" }, dataset.category || dataset.filename || "–"), el("p", { class: "about" }, counts.filter(Boolean).join(" · "))),
    el("div", { class: "end" }, statusBadge(dataset.status), isAdmin && dataset.status === "SUCCESS" && train),
  );
}

const showModels = () =>
  list(byId("models"), "/api/v1/models", {}, {
    item: modelCard,
    className: "cards",
    whenEmpty: () => empty("models", t("No model yet. Hand in an archive with pictures of good parts, and one is trained from them.")),
  });

const showDatasets = () =>
  list(byId("datasets"), "/api/v1/datasets", {}, { item: datasetRow, whenEmpty: () => empty("archive", t("No data sets yet.")) });

const show = () => Promise.all([showModels(), showDatasets()]);

dropzone({
  options: () => ({ category: byId("category").value.trim(), train: String(byId("train").checked) }),
  onDone: (_kind, answer) => showsElsewhere(answer.job.id),
  onEnd: () => {
    show();
    showRunning(show);
  },
});
show();
showRunning(show);
