import { call } from "../api.js";
import { byId, el, facts, icon, svg, table } from "../elements.js";
import { isDefect, isUnsure, picture, verdictWord } from "../inspections.js";
import { attemptIn, hint, press, tell } from "../notices.js";
import { bytes, moment, number, percent, seconds, t } from "../texts.js";

const path = `/api/v1/images/${document.body.dataset.id}`;

function showViewer(inspection) {
  const heat = el("img", { class: "over", src: inspection.heatmap_url, alt: "" });
  const frames = svg("svg", { class: "over", "aria-hidden": "true", preserveAspectRatio: "none" });
  frames.append(...inspection.regions.map(({ x, y, width, height }) => svg("rect", { x: `${x}`, y: `${y}`, width: `${width}`, height: `${height}`, rx: "2" })));
  heat.addEventListener("load", () => frames.setAttribute("viewBox", `0 0 ${heat.naturalWidth} ${heat.naturalHeight}`));
  byId("viewer").replaceChildren(picture(inspection, { alt: inspection.filename, loading: "eager" }), heat, frames);

  const slider = byId("opacity");
  const blend = () => {
    heat.style.opacity = slider.value / 100;
    byId("opacity-shown").value = percent(slider.value / 100, 0);
  };
  slider.addEventListener("input", blend);
  blend();
  byId("frames").addEventListener("change", (event) => frames.toggleAttribute("hidden", !event.target.checked));
}

function showVerdict(inspection) {
  const bad = isDefect(inspection);
  byId("verdict").replaceChildren(
    el(
      "div",
      { class: `verdict ${bad ? "bad" : "good"}` },
      icon(bad ? "bad" : "good"),
      el("div", {}, el("p", { class: "word" }, verdictWord(inspection)), el("p", { class: "muted" }, t("%(share)s sure", { share: percent(inspection.confidence) }))),
    ),
  );
  if (isUnsure(inspection)) byId("verdict").append(hint(t("Please look yourself"), t("The model is not sure about this picture.")));
  const { model } = inspection;
  byId("facts").replaceChildren(
    ...facts([
      [t("Category"), inspection.category],
      [t("Category recognised"), inspection.category_confidence < 1 ? percent(inspection.category_confidence) : ""],
      [t("Score"), number(inspection.score, 4)],
      [t("Threshold"), number(inspection.threshold, 4)],
      [t("Model"), el("a", { href: "/dashboard/models/" }, t("%(category)s, version %(version)s", model))],
      [t("Took"), inspection.cached ? t("known from before") : seconds(inspection.took_ms / 1000)],
      [t("Handed in"), moment(inspection.uploaded_at)],
      [t("Size"), bytes(inspection.file_size)],
      ["SHA-256", el("span", { class: "mono", title: inspection.sha256 }, `${inspection.sha256.slice(0, 12)}…`)],
    ]),
  );
}

function showRegions(regions) {
  byId("places-card").hidden = !regions.length;
  const columns = [
    { title: t("Place (x, y)"), value: (region) => `${number(region.x)}, ${number(region.y)}` },
    { title: t("Size"), value: (region) => `${number(region.width)} × ${number(region.height)}` },
    { title: t("Score"), value: (region) => number(region.score, 3), amount: true },
  ];
  byId("regions").replaceChildren(table(columns, regions));
}

function showFeedback(given) {
  for (const button of byId("feedback").children) {
    const chosen = button.dataset.verdict === given;
    button.classList.toggle("chosen", chosen);
    button.setAttribute("aria-pressed", String(chosen));
  }
}

for (const button of byId("feedback").children)
  button.addEventListener("click", () =>
    press(button, async () => {
      await call(`${path}/feedback`, { method: "POST", body: { verdict: button.dataset.verdict } });
      showFeedback(button.dataset.verdict);
      tell(t("Thank you"), t("Your answer was kept."));
    }),
  );

attemptIn(byId("missing"), async () => {
  const inspection = await call(path);
  byId("name").textContent = inspection.filename;
  showViewer(inspection);
  showVerdict(inspection);
  showRegions(inspection.regions);
  showFeedback(inspection.feedback);
  byId("result").hidden = false;
});
