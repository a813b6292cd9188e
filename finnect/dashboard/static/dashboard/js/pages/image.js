import { call } from "../api.js";
import { byId, el, facts, icon } from "../elements.js";
import { confidenceWords, isDefect, isUnsure, picture, verdictWord } from "../inspections.js";
import { attemptIn, hint, press, tell } from "../notices.js";
import { bytes, moment, number, percent, seconds, t } from "../texts.js";
import { Viewer } from "../viewer.js";

const STRANGE = 0.2; // below it, a picture hardly shows the product that was named (docs/api.md)
const path = `/api/v1/images/${document.body.dataset.id}`;

/** The picture, its heat map over it, and a box for each suspicious place. */
function showViewer(inspection) {
  const heat = el("img", { class: "over", src: inspection.heatmap_url, alt: t("Heat map") });
  const boxes = inspection.regions.map((_, index) => el("div", { class: "box", "aria-hidden": "true" }, el("span", {}, number(index + 1))));
  const original = picture(inspection, { alt: inspection.filename });
  const viewer = new Viewer(byId("viewer"), original, [heat, ...boxes], {
    onZoom: (zoom) => (byId("zoom-shown").value = percent(zoom, 0)),
  });
  // The overlay has the picture's size, also where the browser cannot show the picture's own format.
  heat.addEventListener("load", () => {
    viewer.measure(heat.naturalWidth, heat.naturalHeight);
    inspection.regions.forEach((region, index) => place(boxes[index], region, viewer.size));
  });
  for (const name of ["closer", "farther", "whole"]) byId(name).addEventListener("click", viewer[name]);
  blend(heat, original);
  showRegions(inspection.regions, boxes, viewer);
}

function place(box, { x, y, width, height }, size) {
  box.style.left = `${(100 * x) / size.width}%`;
  box.style.top = `${(100 * y) / size.height}%`;
  box.style.width = `${(100 * width) / size.width}%`;
  box.style.height = `${(100 * height) / size.height}%`;
}

function blend(heat, original) {
  const slider = byId("opacity");
  const show = () => {
    heat.style.opacity = slider.value / 100;
    byId("opacity-shown").value = percent(slider.value / 100, 0);
  };
  original.addEventListener("error", () => {
    slider.value = "100";
    slider.disabled = true; // there is nothing to see beneath
    show();
  });
  slider.addEventListener("input", show);
  show();
}

/** Each place with a check box for its frame and a button that leads to it. */
function showRegions(regions, boxes, viewer) {
  byId("places-card").hidden = !regions.length;
  const all = byId("frames");
  const one = (region, index) => {
    const box = boxes[index];
    const check = el("input", { type: "checkbox", checked: true });
    check.addEventListener("change", () => {
      box.hidden = !check.checked;
      tick();
    });
    const go = el("button", { class: "button slim", type: "button", "aria-label": t("Zoom to place %(n)s", { n: number(index + 1) }) }, t("Zoom in"));
    go.addEventListener("click", () => {
      if (!check.checked) check.click();
      viewer.show(region);
    });
    const size = `${number(region.width)} × ${number(region.height)} px`;
    const about = t("%(size)s at %(x)s, %(y)s · score %(score)s", { size, x: number(region.x), y: number(region.y), score: number(region.score, 2) });
    const item = el("li", {}, el("label", { class: "check" }, check, el("strong", {}, number(index + 1)), el("span", { class: "small" }, about)), go);
    item.addEventListener("pointerenter", () => box.classList.add("pointed"));
    item.addEventListener("pointerleave", () => box.classList.remove("pointed"));
    return item;
  };
  const items = regions.map(one);
  const checks = items.map((item) => item.querySelector("input"));
  const tick = () => {
    all.checked = checks.every((check) => check.checked);
    all.indeterminate = !all.checked && checks.some((check) => check.checked);
  };
  all.addEventListener("change", () => {
    for (const check of checks) if (check.checked !== all.checked) check.click();
  });
  byId("regions").replaceChildren(...items);
}

function showVerdict(inspection) {
  const bad = isDefect(inspection);
  const kind = isUnsure(inspection) ? "unsure" : bad ? "bad" : "good";
  byId("verdict").replaceChildren(
    el(
      "div",
      { class: `verdict ${kind}` },
      icon(bad ? "bad" : "good"),
      el("div", {}, el("p", { class: "word" }, verdictWord(inspection)), el("p", { class: "muted" }, confidenceWords(inspection))),
    ),
  );
  if (isUnsure(inspection)) byId("verdict").append(hint(t("Please look yourself"), t("The model is not sure about this picture.")));
  if (inspection.category_confidence < STRANGE)
    byId("verdict").append(hint(t("This hardly looks like “%(product)s”", { product: inspection.category }), t("Is it another product? Hand it in again without naming one.")));
  const { model } = inspection;
  byId("facts").replaceChildren(
    ...facts([
      [t("Product"), inspection.category],
      [t("Product recognised"), inspection.category_confidence < 1 ? percent(inspection.category_confidence) : ""],
      [t("Score"), number(inspection.score, 4)],
      [t("Threshold"), number(inspection.threshold, 4)],
      [t("Model"), el("a", { href: `/dashboard/models/${model.id}/` }, t("%(category)s, version %(version)s", model))],
      [t("Took"), inspection.cached ? t("known from before") : seconds(inspection.took_ms / 1000)],
      [t("Handed in"), moment(inspection.uploaded_at)],
      [t("Size"), bytes(inspection.file_size)],
      ["SHA-256", el("span", { class: "mono", title: inspection.sha256 }, `${inspection.sha256.slice(0, 12)}…`)],
    ]),
  );
}

function showFeedback({ feedback, feedback_note: note }) {
  for (const button of byId("feedback").children) {
    const chosen = button.dataset.verdict === feedback;
    button.classList.toggle("chosen", chosen);
    button.setAttribute("aria-pressed", String(chosen));
  }
  byId("note-form").hidden = !feedback;
  byId("note").value = note;
}

async function give(button, verdict) {
  await press(button, async () => {
    showFeedback(await call(`${path}/feedback`, { method: "POST", body: { verdict, note: byId("note").value.trim() } }));
    tell(t("Thank you"), t("Your answer was kept."));
  });
}

for (const button of byId("feedback").children) button.addEventListener("click", () => give(button, button.dataset.verdict));
byId("note-form").addEventListener("submit", (event) => {
  event.preventDefault();
  give(event.submitter, byId("feedback").querySelector('[aria-pressed="true"]').dataset.verdict);
});

attemptIn(byId("missing"), async () => {
  const inspection = await call(path);
  byId("name").textContent = inspection.filename;
  showVerdict(inspection);
  showFeedback(inspection);
  byId("result").hidden = false;
  showViewer(inspection);
});
