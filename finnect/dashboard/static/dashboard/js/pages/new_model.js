import { address, call } from "../api.js";
import { datasetChecks, forecastOf } from "../datasets.js";
import { dropzone } from "../dropzone.js";
import { byId, el } from "../elements.js";
import { offerFeedback } from "../feedback.js";
import { inspectionCard } from "../inspections.js";
import { isOpen, jobRow } from "../jobs.js";
import { announce, attempt, attemptIn, hint, press } from "../notices.js";
import { number, percent, t } from "../texts.js";
import { countsOf, metricCards, modelName, modelPage } from "../trained.js";

const STEPS = ["archive", "check", "start", "training", "result", "first"];
const isAdmin = document.body.dataset.admin === "yes";
let product = ""; // what was trained
const stepOf = (name) => byId(`step-${name}`);
const contentOf = (name) => stepOf(name).querySelector(".content");

/** Unfold `current`; those before it keep one line of what came out, those after it wait. */
function goTo(current) {
  const at = STEPS.indexOf(current);
  const isMove = stepOf(current).getAttribute("aria-current") !== "step";
  const hadFocus = byId("steps").contains(document.activeElement);
  STEPS.forEach((name, index) => {
    const step = stepOf(name);
    step.classList.toggle("past", index < at);
    step.classList.toggle("later", index > at);
    step.toggleAttribute("aria-current", false);
    if (index === at) step.setAttribute("aria-current", "step");
    // What was found in a step stays in sight: its checks and its measures are looked at again.
    contentOf(name).hidden = index > at || (index < at && !["check", "result"].includes(name));
  });
  byId("anew").hidden = at === 0;
  if (!isMove) return;
  const heading = stepOf(current).querySelector("h2");
  announce(heading.textContent);
  if (hadFocus) heading.focus({ preventScroll: true }); // the button that led here is gone
  stepOf(current).scrollIntoView({ block: "nearest" });
}

function say(name, text) {
  const line = stepOf(name).querySelector(".came");
  line.textContent = text;
  line.hidden = !text;
}

const remember = (values) => history.replaceState(null, "", address(location.pathname, values));

/** The data set as soon as its archive is unpacked; while that goes on, how far it is. */
async function check(id) {
  remember({ dataset: id });
  const dataset = await call(`/api/v1/datasets/${id}`);
  const job = await call(`/api/v1/jobs/${dataset.job_id}`);
  say("archive", dataset.filename);
  goTo("check");
  if (job.status !== "SUCCESS") {
    const ended = (now) => (now.status === "SUCCESS" ? attempt(() => check(id)) : undefined);
    contentOf("check").replaceChildren(el("ul", { class: "things" }, jobRow(job, ended)));
    return;
  }
  const others = await Promise.all(job.result.dataset_ids.filter((other) => other !== id).map((other) => call(`/api/v1/datasets/${other}`)));
  showChecked(dataset, others);
  const begun = job.result.job_ids[job.result.dataset_ids.indexOf(id)];
  if (begun) await train(await call(`/api/v1/jobs/${begun}`));
  else await offer(dataset);
}

function showChecked(dataset, others) {
  say("check", `${dataset.category}: ${countsOf(dataset)}`);
  const link = (other) => el("a", { class: "button slim", href: address(location.pathname, { dataset: other.id }) }, other.category);
  const more = others.length ? el("p", { class: "row" }, t("Other products in the archive:"), ...others.map(link)) : null;
  contentOf("check").replaceChildren(...[...datasetChecks(dataset), more].filter(Boolean));
}

async function offer(dataset) {
  goTo("start");
  const form = byId("start-form");
  const resolution = () => form?.elements.resolution.value ?? "";
  const foresee = async () => {
    const asked = { resolution: resolution() };
    byId("forecast").replaceChildren(...forecastOf(await call(address(`/api/v1/datasets/${dataset.id}/forecast`, asked))));
  };
  await foresee();
  if (!isAdmin) return;
  await offerFeedback(byId("use-feedback"), dataset.category);
  form.elements.resolution.addEventListener("change", () => attempt(foresee));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    press(event.submitter, async () => {
      const options = {};
      if (form.elements.feedback.checked) options.feedback = true;
      if (resolution()) options.resolution = Number(resolution());
      await train(await call("/api/v1/models/train", { method: "POST", body: { category: dataset.category, options } }));
    });
  });
}

async function train(job) {
  remember({ job: job.id });
  goTo("training");
  const leave = el("p", { class: "muted small", hidden: !isOpen(job) }, t("You may leave the page; it goes on."));
  const ended = (now) => {
    leave.hidden = true;
    if (now.status === "SUCCESS") attempt(() => showResult(now.result.model_id));
  };
  contentOf("training").replaceChildren(el("ul", { class: "things" }, jobRow(job, ended)), leave);
  if (job.status === "SUCCESS") await showResult(job.result.model_id);
}

async function showResult(id) {
  const model = await call(`/api/v1/models/${id}`);
  const found = await call(`/api/v1/models/${id}/evaluation`);
  const { rate, warning } = model.threshold_interval;
  product = model.category;
  say("training", t("Trained on %(count)s pictures", { count: number(model.training.images) }));
  const state = model.active ? t("%(name)s is in use.", { name: modelName(model) }) : t("%(name)s is ready; another version is in use.", { name: modelName(model) });
  say("result", `${state} ${t("Expect %(rate)s of good parts to be refused.", { rate: percent(rate) })}`);
  const live = { recall: found.recall_at_threshold, false_alarm_rate: found.false_alarm_rate_at_threshold };
  contentOf("result").replaceChildren(
    ...[
      model.metrics ? el("dl", { class: "numbers explained" }, ...metricCards({ ...model.metrics, ...live })) : noDefects(),
      warning && hint(t("Fewer false alarms cannot be promised"), warning),
      el("p", { class: "row" }, el("a", { class: "button", href: modelPage(id) }, t("All about this model"))),
    ].filter(Boolean),
  );
  goTo("first");
}

const noDefects = () =>
  hint(
    t("How well it finds defects was not measured"),
    t("No known defects were in the archive. Confidence comes from good pictures only; look at the first verdicts yourself."),
  );

/** A training that was begun elsewhere: the model's page, or this one before it was left. */
async function resume(jobId) {
  const job = await call(`/api/v1/jobs/${jobId}`);
  const dataset = job.result.dataset_id && (await call(`/api/v1/datasets/${job.result.dataset_id}`));
  if (dataset) {
    say("archive", dataset.filename);
    showChecked(dataset, []);
  }
  await train(job);
}

dropzone({
  options: () => ({ category: byId("category").value.trim(), train: String(!isAdmin) }),
  onDone: (_kind, answer) => attempt(() => check(answer.dataset.id)),
});
dropzone({ prefix: "first-", options: () => ({ category: product }), showCard: (inspection) => byId("first").append(inspectionCard(inspection)) });

const asked = new URLSearchParams(location.search);
goTo("archive");
attemptIn(byId("missing"), async () => {
  if (asked.get("job")) await resume(asked.get("job"));
  else if (asked.get("dataset")) await check(asked.get("dataset"));
});
