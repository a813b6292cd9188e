import { call } from "../api.js";
import { dropzone } from "../dropzone.js";
import { byId, el, empty } from "../elements.js";
import { inspectionCard } from "../inspections.js";
import { list } from "../lists.js";
import { attempt } from "../notices.js";
import { t } from "../texts.js";

const asked = { prediction: "", category: "" };

const show = () =>
  list(byId("results"), "/api/v1/images", asked, {
    item: inspectionCard,
    className: "gallery",
    whenEmpty: () =>
      asked.prediction || asked.category
        ? empty("pictures", t("No picture fits this choice."))
        : empty("pictures", t("No pictures yet. They need a trained model first."), el("a", { class: "button", href: "/dashboard/models/" }, t("To the models"))),
  });

for (const button of byId("filters").querySelectorAll("button"))
  button.addEventListener("click", () => {
    asked.prediction = button.dataset.prediction;
    for (const each of byId("filters").querySelectorAll("button")) each.setAttribute("aria-pressed", String(each === button));
    show();
  });

byId("category").addEventListener("change", (event) => {
  asked.category = event.target.value;
  show();
});

dropzone({ onDone: show });
show();
attempt(async () => {
  const models = await call("/api/v1/models");
  const categories = [...new Set(models.items.map((model) => model.category))].sort();
  byId("category").append(...categories.map((name) => el("option", { value: name }, name)));
});
