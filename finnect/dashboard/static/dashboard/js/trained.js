// What is shown of trained models, on more than one page.

import { badge, el } from "./elements.js";
import { number, percent, t } from "./texts.js";

export const modelPage = (id) => `/dashboard/models/${encodeURIComponent(id)}/`;

export const modelName = (model) => t("%(category)s, version %(version)s", model);

export const useBadge = (model) => (model.active ? badge("good", t("in use"), "good") : badge("", t("not in use")));

/** Names of the measures, and what each says in plain words. */
const METRICS = {
  image_auroc: [() => t("AUROC, pictures"), () => t("How well good and defective pictures are told apart. 100% is perfect, 50% is guessing.")],
  pixel_auroc: [() => t("AUROC, pixels"), () => t("How well the defective spots are found, point by point.")],
  aupro: ["AUPRO", () => t("How much of every defective spot is marked, small spots counting as much as large ones.")],
  f1: ["F1", () => t("Defects found and false alarms in one number, at the threshold it was trained with. 100% is perfect.")],
  recall: [() => t("Defects found"), () => t("Share of the known defects that score above the threshold.")],
  false_alarm_rate: [() => t("False alarms in the test"), () => t("Share of the good test pictures that score above the threshold.")],
  calibration_error: [() => t("Error of the confidence"), () => t("How far the stated confidence is from how often it is right. 0% is perfect.")],
};

/** Cards of the measures with what they mean; `values` by their names in the API. */
export const metricCards = (values) =>
  Object.entries(METRICS)
    .filter(([name]) => values[name] != null)
    .map(([name, [title, meaning]]) =>
      el("div", { class: "number" }, el("dt", {}, typeof title === "string" ? title : title()), el("dd", {}, percent(values[name])), el("dd", { class: "meaning" }, meaning())),
    );

/** "250 for training · 41 good to test with …" of a data set. */
export function countsOf({ images, rejected }) {
  const parts = [
    t("%(n)s good for training", { n: number(images.train_good) }),
    images.test_good && t("%(n)s good to test with", { n: number(images.test_good) }),
    images.test_defect && t("%(n)s defects to test with", { n: number(images.test_defect) }),
    images.masks && t("%(n)s with marked defects", { n: number(images.masks) }),
    rejected.length && t("%(n)s not taken", { n: number(rejected.length) }),
  ];
  return parts.filter(Boolean).join(" · ");
}
