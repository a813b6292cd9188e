// Following work that goes on in the background.

import { call } from "./api.js";
import { badge, el, exchange, icon } from "./elements.js";
import { announce, complain, press } from "./notices.js";
import { inOneLine, moment, seconds, t } from "./texts.js";

const STREAMS = 2; // a browser opens six connections to one server, over all its tabs
const LOOK_MS = 2000;
let streams = 0;

export const isOpen = (job) => job.status === "PENDING" || job.status === "RUNNING";

/** Call `onChange(job)` at every change until the job ends; returns a function that stops listening. */
export function follow(id, onChange) {
  return streams < STREAMS ? listen(id, onChange) : look(id, onChange);
}

function listen(id, onChange) {
  const source = new EventSource(`/api/v1/jobs/${id}/events`);
  let live = true;
  streams += 1;
  const stop = () => {
    if (!live) return;
    live = false;
    streams -= 1;
    source.close();
  };
  source.addEventListener("progress", (event) => onChange(JSON.parse(event.data)));
  source.addEventListener("end", (event) => {
    stop();
    onChange(JSON.parse(event.data));
  });
  source.addEventListener("error", () => {
    if (!live || source.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
    stop();
    look(id, onChange);
  });
  addEventListener("pagehide", stop, { once: true });
  return stop;
}

function look(id, onChange) {
  let timer;
  let isAway = false; // a server that is away is complained of once, and asked on
  const once = async () => {
    try {
      const job = await call(`/api/v1/jobs/${id}`);
      isAway = false;
      onChange(job);
      if (!isOpen(job)) return;
    } catch (problem) {
      if (!isAway) complain(problem);
      isAway = problem.status === 0 || problem.status >= 500;
      if (!isAway) return;
    }
    timer = setTimeout(once, LOOK_MS);
  };
  timer = setTimeout(once, 0);
  return () => clearTimeout(timer);
}

const KINDS = {
  "inspection.unpack": ["archive", "Unpack a data set"],
  "inspection.train": ["models", "Train a model"],
  "sales.read": ["tables", "Read a table"],
  "sales.join": ["tables", "Join the files of a history"],
  "sales.measure": ["tables", "Measure a table"],
};

export const kindName = (job) => t(KINDS[job.kind]?.[1] ?? job.kind);

export function statusBadge(status) {
  return {
    PENDING: () => badge("", t("waiting"), "wait"),
    RUNNING: () => badge("busy", t("running"), "wait"),
    SUCCESS: () => badge("good", t("done"), "good"),
    FAILURE: () => badge("bad", t("failed"), "bad"),
    CANCELLED: () => badge("", t("cancelled"), "close"),
  }[status]();
}

/** "about 25 sec left" while that is known, else nothing. */
export const timeLeft = ({ seconds_left: left }) => (left == null ? "" : t("about %(time)s left", { time: seconds(left) }));

/** Where the outcome of a finished job is shown. */
export function outcome(job) {
  const { table_id: table, model_id: model, dataset_id: dataset, dataset_ids: datasets } = job.result ?? {};
  if (table) return `/dashboard/tables/${table}/`;
  if (model) return `/dashboard/models/${model}/`;
  return dataset || datasets ? `/dashboard/models/new/?dataset=${dataset ?? datasets[0]}` : null;
}

/** A list row that keeps itself up to date; `onEnd(job)` is called when the job ends. */
export function jobRow(job, onEnd = () => {}) {
  const about = el("p", { class: "about" });
  const end = el("div", { class: "end" });
  const bar = el("progress", { max: 1, "aria-label": kindName(job) });
  const reason = el("p", { class: "reason" });
  const mark = el("span", { class: "mark" }, icon(KINDS[job.kind]?.[0] ?? "jobs"));
  const words = el("div", {}, el("p", { class: "name" }, kindName(job)), about);
  let status;
  let following = false;

  const button = (verb, text) => {
    const act = ({ currentTarget: pressed }) =>
      press(pressed, async () => {
        const now = await call(`/api/v1/jobs/${job.id}/${verb}`, { method: "POST" });
        show(now);
        if (verb === "cancel" && isOpen(now)) exchange(end, statusBadge(now.status), el("span", { class: "muted small", tabindex: "-1" }, t("being cancelled …")));
      });
    return el("button", { class: "button slim", type: "button", onclick: act }, text);
  };
  const show = (now) => {
    about.textContent = describe(now);
    bar.value = now.progress;
    bar.hidden = now.status !== "RUNNING";
    reason.textContent = now.error ? inOneLine(now.error) : "";
    reason.hidden = !now.error;
    if (now.status === status) return; // buttons keep the keyboard's focus while the work goes on
    const place = now.status === "SUCCESS" ? outcome(now) : null;
    exchange(
      end,
      statusBadge(now.status),
      place && el("a", { class: "button slim", href: place }, t("Show")),
      isOpen(now) && button("cancel", t("Cancel")),
      (now.status === "FAILURE" || now.status === "CANCELLED") && button("retry", t("Try again")),
    );
    const isNews = status !== undefined;
    status = now.status;
    if (isOpen(now) && !following) follow(now.id, show);
    following = isOpen(now);
    if (isNews) announce(`${kindName(now)}: ${end.firstChild.textContent}`);
    if (isNews && !isOpen(now)) onEnd(now);
  };
  show(job);
  return el("li", {}, el("div", { class: "thing" }, mark, words, end, bar, reason));
}

function describe(job) {
  const took = job.finished_at && job.started_at ? seconds((new Date(job.finished_at) - new Date(job.started_at)) / 1000) : "";
  const doing = { RUNNING: job.message, PENDING: t("begins after the jobs before it") }[job.status];
  const parts = [job.about, doing, timeLeft(job), moment(job.created_at), took, job.attempt > 1 && t("attempt %(n)s", { n: job.attempt })];
  return parts.filter(Boolean).join(" · ");
}
