// How the verdict on a picture is shown.

import { badge, el, icon } from "./elements.js";
import { moment, percent, t } from "./texts.js";

export const isDefect = (inspection) => inspection.prediction === "defect";

export const verdictWord = (inspection) => (isDefect(inspection) ? t("Defect") : t("Normal"));

/** Below an even chance of being right, a verdict is a question to a person. */
export const isUnsure = (inspection) => inspection.confidence < 0.5;

export function verdictBadge(inspection) {
  if (isUnsure(inspection)) return badge("unsure", `${verdictWord(inspection)}?`, "bad");
  return isDefect(inspection) ? badge("bad", t("Defect"), "bad") : badge("good", t("Normal"), "good");
}

const SURE = [
  [0.99, () => t("almost certain")],
  [0.9, () => t("very sure")],
  [0.75, () => t("fairly sure")],
  [0.5, () => t("not quite sure")],
  [0, () => t("unsure")],
];

/** "very sure (96 %)". Never a whole 100 %: the model claims no certainty, and rounding must not claim it either. */
export function confidenceWords({ confidence }) {
  const [, words] = SURE.find(([least]) => confidence >= least);
  const share = confidence > 0.999 ? `> ${percent(0.999)}` : percent(confidence);
  return `${words()} (${share})`;
}

export const pageOf = (inspection) => `/dashboard/images/${inspection.id}/`;

/** The picture itself; where the browser cannot show its format (TIFF) the one with the heat map, and without that an icon. */
export function picture(inspection, attributes = {}) {
  const image = el("img", { src: inspection.original_url, alt: "", decoding: "async", ...attributes });
  const instead = () => {
    image.addEventListener("error", () => image.replaceWith(el("span", { class: "mark" }, icon("pictures"))), { once: true });
    image.src = inspection.heatmap_url;
  };
  image.addEventListener("error", instead, { once: true });
  return image;
}

/** The picture small, for lists; an icon where it is gone. */
function thumbnail(inspection, attributes = {}) {
  const image = el("img", { src: inspection.thumbnail_url, alt: "", loading: "lazy", decoding: "async", ...attributes });
  image.addEventListener("error", () => image.replaceWith(el("span", { class: "mark" }, icon("pictures"))), { once: true });
  return image;
}

const FEEDBACK = { correct: () => t("confirmed by a person"), wrong: () => t("called wrong by a person") };

const feedbackWord = (feedback) => FEEDBACK[feedback]();

/** A card of the gallery. */
export const inspectionCard = (inspection) =>
  el(
    "li",
    {},
    el(
      "a",
      { href: pageOf(inspection) },
      thumbnail(inspection),
      el(
        "div",
        { class: "words" },
        verdictBadge(inspection),
        el("span", { class: "name", title: inspection.filename }, inspection.filename),
        el("span", { class: "small" }, confidenceWords(inspection)),
        el("span", { class: "muted small" }, inspection.category, inspection.feedback && ` · ${feedbackWord(inspection.feedback)}`),
      ),
    ),
  );

/** A row of a list of results. */
export const inspectionRow = (inspection) =>
  el(
    "li",
    {},
    el(
      "a",
      { class: "thing", href: pageOf(inspection) },
      thumbnail(inspection, { class: "mark" }),
      el(
        "div",
        {},
        el("p", { class: "name" }, inspection.filename),
        el("p", { class: "about" }, `${inspection.category} · ${confidenceWords(inspection)} · ${moment(inspection.uploaded_at)}`),
      ),
      el("div", { class: "end" }, verdictBadge(inspection)),
    ),
  );
