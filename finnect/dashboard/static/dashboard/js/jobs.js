// Following work that goes on in the background.

import { call } from "./api.js";
import { badge, el, icon } from "./elements.js";
import { attempt } from "./notices.js";
import { moment, percent, seconds, t } from "./texts.js";

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
  const once = async () => {
    const job = await attempt(() => call(`/api/v1/jobs/${id}`));
    if (!job) return;
    onChange(job);
    if (isOpen(job)) timer = setTimeout(once, LOOK_MS);
  };
  timer = setTimeout(once, 0);
  return () => clearTimeout(timer);
}

const KINDS = {
  "inspection.unpack": ["archive", "Unpack a data set"],
  "inspection.train": ["models", "Train a model"],
  "sales.read": ["tables", "Read a table"],
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

/** Where the outcome of a finished job is shown. */
export function outcome(job) {
  const { table_id: table, model_id: model, dataset_id: dataset, dataset_ids: datasets } = job.result ?? {};
  if (table) return `/dashboard/tables/${table}/`;
  return model || dataset || datasets ? "/dashboard/models/" : null;
}

/** A list row that keeps itself up to date; `onEnd(job)` is called once when the job ends. */
export function jobRow(job, onEnd = () => {}) {
  const row = el("li");
  let stop = () => {};
  const act = (verb) => (event) => {
    event.target.disabled = true;
    attempt(async () => draw(await call(`/api/v1/jobs/${job.id}/${verb}`, { method: "POST" }), true));
  };
  const draw = (now, again = false) => {
    const took = now.finished_at && now.started_at ? seconds((new Date(now.finished_at) - new Date(now.started_at)) / 1000) : "";
    const place = now.status === "SUCCESS" ? outcome(now) : null;
    const about = [now.status === "RUNNING" && now.message, moment(now.created_at), took, now.attempt > 1 && t("attempt %(n)s", { n: now.attempt })];
    row.replaceChildren(
      el(
        "div",
        { class: "thing" },
        el("span", { class: "mark" }, icon(KINDS[now.kind]?.[0] ?? "jobs")),
        el("div", {}, el("p", { class: "name" }, kindName(now)), el("p", { class: "about" }, about.filter(Boolean).join(" · "))),
        el(
          "div",
          { class: "end" },
          statusBadge(now.status),
          place && el("a", { class: "button slim", href: place }, t("Show")),
          isOpen(now) && el("button", { class: "button slim", type: "button", onclick: act("cancel") }, t("Cancel")),
          ["FAILURE", "CANCELLED"].includes(now.status) &&
            el("button", { class: "button slim", type: "button", onclick: act("retry") }, t("Try again")),
        ),
        now.status === "RUNNING" && el("progress", { max: 1, value: now.progress, "aria-label": percent(now.progress, 0) }),
        now.error && el("p", { class: "reason" }, `${now.error.title}. ${now.error.detail}`),
      ),
    );
    if (again && isOpen(now)) {
      stop();
      stop = follow(now.id, heard);
    }
  };
  const heard = (now) => {
    draw(now);
    if (!isOpen(now)) onEnd(now);
  };
  draw(job, true);
  return row;
}
