import { address, call } from "../api.js";
import { datasetChecks } from "../datasets.js";
import { byId, el, exchange, facts, icon } from "../elements.js";
import { offerFeedback } from "../feedback.js";
import { show as showFigure } from "../figure.js";
import { attempt, attemptIn, hint, press, tell } from "../notices.js";
import { scoredPictures } from "../scored.js";
import { bytes, moment, number, percent, seconds, t } from "../texts.js";
import { countsOf, metricCards, modelName, modelPage, useBadge } from "../trained.js";

const id = document.body.dataset.id;
const path = `/api/v1/models/${id}`;
const isAdmin = document.body.dataset.admin === "yes";
const RATES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2];
const KEPT = ["resolution", "detail", "bank_size", "ground", "epochs"]; // the next version is trained as this one was
const leftOut = new Set();
let wish = null; // where the slider was moved to, until the server has answered

async function activate(button, model) {
  await press(button, async () => {
    await call(`/api/v1/models/${model.id}`, { method: "PATCH", body: { active: true } });
    tell(modelName(model), t("It is used from the next picture on."));
    await showModel();
  });
}

function useButton(model) {
  const button = el("button", { class: "button slim", type: "button" }, t("Use this version"));
  button.addEventListener("click", () => activate(button, model));
  return button;
}

function showHead(model) {
  document.title = `${modelName(model)} · Finnect`;
  byId("name").textContent = modelName(model);
  byId("about").replaceChildren(useBadge(model), ` ${moment(model.created_at)} · ${model.trainer} · ${bytes(model.size)}`);
  exchange(
    byId("actions"),
    isAdmin && !model.active && useButton(model),
    isAdmin && el("a", { class: "button slim", href: `${path}/onnx`, download: "" }, t("Download ONNX")),
    el("a", { class: "button slim", href: address("/dashboard/images/", { category: model.category }) }, t("Its pictures")),
  );
  const told = t("Trained without known defects: how well it finds them was not measured, and its confidence comes from good pictures only.");
  const advice = t("To measure it, put some defects into the next archive; the page for training shows where.");
  byId("caveat").replaceChildren(...(model.metrics ? [] : [hint(told, advice)]));
}

/** What the threshold means, and the slider where it belongs. */
function showThreshold(model) {
  const { rate, low, high, supported, good_pictures: count, warning } = model.threshold_interval;
  const about = [
    t("Threshold %(value)s: expect %(rate)s of good parts to be refused (with 95% certainty %(low)s to %(high)s).", {
      value: number(model.threshold, 3),
      rate: percent(rate),
      low: percent(low, 2),
      high: percent(high),
    }),
    t("%(count)s good pictures support %(rate)s or more.", { count: number(count), rate: percent(supported, 2) }),
    model.false_alarm_rate == null && t("The threshold was set by hand."),
  ];
  byId("interval").textContent = about.filter(Boolean).join(" ");
  byId("rate-warning").replaceChildren(...(warning ? [hint(t("Fewer false alarms cannot be promised"), warning)] : []));
  if (!isAdmin || wish !== null) return;
  const slider = byId("rate");
  const nearest = RATES.reduce((best, each, index) => (Math.abs(Math.log(each / rate)) < Math.abs(Math.log(RATES[best] / rate)) ? index : best), 0);
  const asked = RATES.findIndex((each) => Math.abs(each - model.false_alarm_rate) < 1e-9);
  slider.max = String(RATES.length - 1);
  slider.value = String(asked < 0 ? nearest : asked);
  sayRate(model.false_alarm_rate ?? rate);
}

function sayRate(rate) {
  byId("rate-shown").value = percent(rate);
  byId("rate").setAttribute("aria-valuetext", percent(rate));
}

function showMeasures(model, found) {
  const live = { recall: found.recall_at_threshold, false_alarm_rate: found.false_alarm_rate_at_threshold };
  byId("metrics").replaceChildren(...metricCards({ ...model.metrics, ...live }));
  byId("metrics").parentElement.hidden = !byId("metrics").children.length;
  byId("roc-card").hidden = !found.roc;
  const now = { found: percent(live.recall), alarms: percent(live.false_alarm_rate ?? found.threshold_interval.rate) };
  byId("roc-words").textContent = found.roc ? t("At the threshold, %(found)s of the known defects are found at %(alarms)s false alarms.", now) : "";
  byId("errors").hidden = !found.roc && !found.worst.false_alarms.length;
  byId("missed").replaceChildren(scoredPictures(found.worst.missed, t("None: every known defect is found.")));
  byId("false-alarms").replaceChildren(scoredPictures(found.worst.false_alarms, t("None: no good test picture is refused.")));
}

/** Everything that moves with the threshold. */
async function showEvaluation(model) {
  const found = await call(`${path}/evaluation`);
  showThreshold(model);
  showMeasures(model, found);
  const figures = `/api/v1/figures/models/${id}`;
  await attempt(async () => {
    await showFigure(byId("scores"), await call(`${figures}/scores`));
    if (found.roc) await showFigure(byId("roc"), await call(`${figures}/roc`));
  });
  return found;
}

function showOddest(found) {
  const choose = (picture, isChosen) => {
    leftOut[isChosen ? "add" : "delete"](picture.picture_id);
    sayLeftOut();
  };
  const options = isAdmin ? { choice: t("Leave out"), onChoice: choose } : {};
  byId("oddest").replaceChildren(scoredPictures(found.oddest, t("No scores were kept with this version."), options));
}

const sayLeftOut = () => {
  byId("left-out").textContent = leftOut.size
    ? t("Left out, as ticked above: %(n)s", { n: number(leftOut.size) })
    : t("Tick pictures above to leave them out.");
};

async function showVersions(model) {
  const { items } = await call(address("/api/v1/models", { category: model.category }));
  const row = (one) =>
    el(
      "li",
      { class: "thing" },
      el("span", { class: "mark" }, icon("models")),
      el(
        "div",
        {},
        el("p", { class: "name" }, one.id === model.id ? modelName(one) : el("a", { href: modelPage(one.id) }, modelName(one))),
        el("p", { class: "about" }, [moment(one.created_at), one.metrics && `${t("AUROC, pictures")} ${percent(one.metrics.image_auroc)}`].filter(Boolean).join(" · ")),
      ),
      el("div", { class: "end" }, useBadge(one), isAdmin && !one.active && useButton(one)),
    );
  exchange(byId("versions"), ...items.map(row));
}

function showTraining({ training, sha256 }) {
  const { options = {}, forecast = {}, feedback = {} } = training;
  const besides = (actual, expected) => (expected ? t("%(actual)s (forecast: %(expected)s)", { actual, expected }) : actual);
  byId("training").replaceChildren(
    ...facts([
      [t("Training pictures"), number(training.images)],
      [t("Training time"), besides(seconds(training.seconds), forecast.seconds && seconds(forecast.seconds))],
      [t("Most memory"), besides(bytes(training.peak_rss_bytes), forecast.peak_bytes && bytes(forecast.peak_bytes))],
      [t("Backbone"), training.backbone],
      [t("Resolution"), options.resolution && `${number(options.resolution)} px`],
      [t("Memory bank"), options.bank_size && t("up to %(n)s patches", { n: number(options.bank_size) })],
      [t("What parts lie on"), training.ground ? t("counts less than the part") : ""],
      [t("Left out"), options.exclude?.length && number(options.exclude.length)],
      [t("Corrected verdicts used"), (feedback.good ?? 0) + (feedback.defects ?? 0) || ""],
      [t("Test pictures left out as copies"), training.copies_left_out || ""],
      ["SHA-256", el("span", { class: "mono", title: sha256 }, `${sha256.slice(0, 12)}…`)],
    ]),
  );
}

/** Its owner and administrators may see the data set; to others the page is whole without it. */
async function showDataset(model) {
  const dataset = await call(`/api/v1/datasets/${model.dataset_id}`);
  byId("dataset-card").hidden = false;
  byId("dataset").replaceChildren(el("p", {}, `${dataset.filename} · ${moment(dataset.created_at)}`), el("p", {}, countsOf(dataset)), ...datasetChecks(dataset));
}

async function trainAgain(event, model) {
  event.preventDefault();
  await press(event.submitter, async () => {
    const { training, false_alarm_rate: rate } = await call(path); // as it is now: the slider may have been moved
    const options = Object.fromEntries(Object.entries(training.options ?? {}).filter(([name]) => KEPT.includes(name)));
    if (rate) options.false_alarm_rate = rate;
    if (leftOut.size) options.exclude = [...leftOut];
    if (event.target.elements.feedback.checked) options.feedback = true;
    const job = await call("/api/v1/models/train", { method: "POST", body: { category: model.category, trainer: model.trainer, options } });
    location.assign(address("/dashboard/models/new/", { job: job.id }));
  });
}

function listen(model) {
  const slider = byId("rate");
  slider.addEventListener("input", () => {
    wish = slider.value;
    sayRate(RATES[wish]);
  });
  let settling = Promise.resolve(); // one after the other: keys move the slider faster than the server answers
  slider.addEventListener("change", () => {
    const wanted = slider.value;
    const settle = async () => {
      if (wish !== wanted) return;
      const changed = await call(path, { method: "PATCH", body: { false_alarm_rate: RATES[wanted] } });
      if (wish !== wanted) return; // it was moved on meanwhile
      wish = null;
      await showEvaluation(changed);
    };
    settling = settling.then(() => attempt(settle));
  });
  byId("again-form").addEventListener("submit", (event) => trainAgain(event, model));
  sayLeftOut();
}

async function showModel() {
  const model = await call(path);
  showHead(model);
  showTraining(model);
  byId("result").hidden = false;
  const [found] = await Promise.all([showEvaluation(model), showVersions(model)]);
  return { model, found };
}

attemptIn(byId("missing"), async () => {
  const { model, found } = await showModel();
  showOddest(found);
  if (isAdmin || found.oddest.some((picture) => picture.url)) await showDataset(model);
  if (!isAdmin) return;
  listen(model);
  await offerFeedback(byId("use-feedback"), model.category);
});
