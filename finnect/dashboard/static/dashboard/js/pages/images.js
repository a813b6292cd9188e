import { call } from "../api.js";
import { dropzone } from "../dropzone.js";
import { byId, el, empty } from "../elements.js";
import { inspectionCard } from "../inspections.js";
import { list } from "../lists.js";
import { attempt } from "../notices.js";
import { number, t } from "../texts.js";

const TYPING_MS = 350;
const filters = byId("filters");

/** What was chosen; it stands in the address too, so that a choice can be kept as a bookmark. */
const asked = () => Object.fromEntries([...new FormData(filters)].filter(([, value]) => value));

/** Midnight here, `days` after a date of the form: the API knows no time zones but its own. */
function midnight(date, days = 0) {
  const when = new Date(`${date}T00:00`);
  when.setDate(when.getDate() + days);
  return when.toISOString();
}

function asTheApiAsks({ since, until, ...others }) {
  return { ...others, since: since && midnight(since), until: until && midnight(until, 1) };
}

function nothing() {
  if (Object.keys(asked()).length) return empty("pictures", t("No picture fits this choice."));
  if (filters.elements.category.length > 1) return empty("pictures", t("No pictures yet. Hand in some above."));
  return empty("pictures", t("No pictures yet. They need a trained model first."), el("a", { class: "button", href: "/dashboard/models/new/" }, t("Train a model")));
}

function show() {
  const chosen = asked();
  byId("clear").hidden = !Object.keys(chosen).length;
  history.replaceState(null, "", `?${new URLSearchParams(chosen)}`);
  return list(byId("results"), "/api/v1/images", asTheApiAsks(chosen), { item: inspectionCard, className: "gallery", whenEmpty: nothing });
}

let typing;
filters.addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(show, event.target.type === "search" ? TYPING_MS : 0);
});
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(show)); // the fields are cleared after the event

function showTally({ files, ended, failed, defects }) {
  byId("fresh-part").hidden = false;
  byId("tally-bar").value = ended / files;
  byId("tally-bar").hidden = ended === files;
  const parts = [
    t("%(n)s of %(count)s done", { n: number(ended), count: number(files) }),
    defects && t("%(n)s with a defect", { n: number(defects) }),
    failed && t("%(n)s not taken", { n: number(failed) }),
  ];
  byId("tally").textContent = parts.filter(Boolean).join(" · ");
}

dropzone({
  options: () => ({ category: byId("product").value }),
  onTally: showTally,
  showCard: (inspection) => byId("fresh").append(inspectionCard(inspection)),
});

const wanted = new URLSearchParams(location.search);
for (const field of filters.elements) field.value = wanted.get(field.name) ?? "";
await attempt(async () => {
  const models = await call("/api/v1/models?active=true");
  const categories = [...new Set(models.items.map((model) => model.category))].sort();
  filters.elements.category.append(...categories.map((name) => el("option", { value: name, selected: name === wanted.get("category") }, name)));
  byId("product").append(...categories.map((name) => el("option", { value: name }, name)));
  byId("product").parentElement.hidden = categories.length < 2;
});
show();
