// How the verdict on a picture is shown.

import { badge, el, icon } from "./elements.js";
import { moment, percent, t } from "./texts.js";

export const isDefect = (inspection) => inspection.prediction === "defect";

export const verdictWord = (inspection) => (isDefect(inspection) ? t("Defect") : t("Normal"));

/** Below an even chance of being right, a verdict is a question to a person. */
export const isUnsure = (inspection) => inspection.confidence < 0.5;

export function verdictBadge(inspection) {
  if (isUnsure(inspection)) return badge("unsure", `${verdictWord(inspection)}? ${t("Please look yourself")}`, "bad");
  return isDefect(inspection) ? badge("bad", t("Defect"), "bad") : badge("good", t("Normal"), "good");
}

export const pageOf = (inspection) => `/dashboard/images/${inspection.id}/`;

const original = (inspection) => inspection.original_url ?? `/api/v1/images/${inspection.id}/original`;

/** The picture itself, or an icon where the browser cannot show its format (TIFF). */
export function picture(inspection, attributes = {}) {
  const image = el("img", { src: original(inspection), alt: "", loading: "lazy", decoding: "async", ...attributes });
  image.addEventListener("error", () => image.replaceWith(el("span", { class: "mark" }, icon("pictures"))), { once: true });
  return image;
}

/** A card of the gallery. */
export const inspectionCard = (inspection) =>
  el(
    "li",
    {},
    el(
      "a",
      { href: pageOf(inspection) },
      picture(inspection),
      el(
        "div",
        { class: "words" },
        verdictBadge(inspection),
        el("span", { class: "name" }, inspection.filename),
        el("span", { class: "muted small" }, `${inspection.category} · ${percent(inspection.confidence)}`),
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
      picture(inspection, { class: "mark" }),
      el(
        "div",
        {},
        el("p", { class: "name" }, inspection.filename),
        el("p", { class: "about" }, `${inspection.category} · ${percent(inspection.confidence)} · ${moment(inspection.uploaded_at)}`),
      ),
      el("div", { class: "end" }, verdictBadge(inspection)),
    ),
  );
