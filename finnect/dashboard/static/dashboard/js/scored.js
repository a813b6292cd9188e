// Training and test pictures with their scores; pressing one shows it large.

import { el, icon } from "./elements.js";
import { number, t } from "./texts.js";

const LABELS = { train: () => t("good"), good: () => t("good") };

const labelOf = (picture) => LABELS[picture.label]?.() ?? picture.label;

/** `choice` is what ticking a picture means; `onChoice(picture, isChosen)` hears of it. */
export function scoredPictures(pictures, whenEmpty, { choice, onChoice } = {}) {
  if (!pictures.length) return el("p", { class: "muted small" }, whenEmpty);
  const seen = pictures.filter((picture) => picture.url);
  if (!seen.length) return el("p", { class: "muted small" }, t("%(n)s pictures. Only the owner of the data set and administrators may see them.", { n: number(pictures.length) }));
  const card = (picture) => {
    const name = picture.filename;
    const about = `${labelOf(picture)} · ${t("score %(score)s", { score: number(picture.score, 2) })}`;
    const look = el("button", { class: "look", type: "button", "aria-label": t("Show %(name)s large", { name }), onclick: () => enlarge(picture, name, about) }, thumbnail(picture));
    const words = el("div", { class: "words" }, el("span", { class: "name", title: name }, name), el("span", { class: "muted small" }, about));
    if (choice) {
      const check = el("input", { type: "checkbox", "aria-label": `${choice}: ${name}` });
      check.addEventListener("change", () => onChoice(picture, check.checked));
      words.append(el("label", { class: "check" }, check, choice));
    }
    return el("li", { class: "tile" }, look, words);
  };
  return el("ul", { class: "gallery" }, ...seen.map(card));
}

function thumbnail(picture) {
  const image = el("img", { src: picture.thumbnail_url, alt: "", loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.replaceWith(el("span", { class: "mark" }, icon("pictures"))), { once: true });
  return image;
}

function enlarge(picture, name, about) {
  const close = el("button", { class: "button slim", type: "button", onclick: () => dialog.close() }, t("Close"));
  const dialog = el(
    "dialog",
    { class: "large", "aria-label": name },
    el("img", { src: picture.url, alt: name }),
    el("div", { class: "head" }, el("p", {}, el("strong", {}, name), " ", el("span", { class: "muted" }, about)), close),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
