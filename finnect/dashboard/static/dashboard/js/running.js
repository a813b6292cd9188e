// The jobs that run now, kept up to date; those that end stay in view until the page is left.

import { call } from "./api.js";
import { byId } from "./elements.js";
import { jobRow } from "./jobs.js";
import { attempt } from "./notices.js";

const shown = new Set();

/** A job that the page shows elsewhere already. */
export const showsElsewhere = (id) => shown.add(id);

/** Look for new ones; `onEnd()` is called whenever one has ended. */
export async function showRunning(onEnd) {
  await attempt(async () => {
    const [running, pending] = await Promise.all(["RUNNING", "PENDING"].map((status) => call(`/api/v1/jobs?status=${status}`)));
    const jobs = [...running.items, ...pending.items].filter((job) => !shown.has(job.id));
    for (const job of jobs) {
      shown.add(job.id);
      const ended = () => {
        onEnd();
        showRunning(onEnd); // one job may have begun another: a data set unpacked, its training
      };
      byId("running").querySelector("ul").append(jobRow(job, ended));
    }
    byId("running").hidden = !byId("running").querySelector("li");
  });
}
