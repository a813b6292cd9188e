// Handing in files: each goes to the right place by its extension, and tells how far it is.

import { upload } from "./api.js";
import { byId, el, icon } from "./elements.js";
import { confidenceWords, pageOf, verdictBadge, verdictWord } from "./inspections.js";
import { follow, isOpen, statusBadge, timeLeft } from "./jobs.js";
import { announce, complain } from "./notices.js";
import { bytes, inOneLine, percent, t } from "./texts.js";

const AT_ONCE = 2;
const KINDS = {
  image: { path: "/api/v1/images", symbol: "pictures", endings: ["png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp"] },
  table: {
    path: "/api/v1/tables",
    symbol: "tables",
    endings: ["csv", "tsv", "txt", "xlsx", "csv.gz", "tsv.gz", "txt.gz", "xlsx.gz"],
  },
  dataset: { path: "/api/v1/datasets", symbol: "archive", endings: ["zip", "tar", "tar.gz", "tgz"] },
};

/** "image", "table" or "dataset" by the file's name; undefined for anything else. */
export const kindOf = (name) =>
  Object.keys(KINDS).find((kind) => KINDS[kind].endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`)));

/**
 * Wire the page's drop zone. `options()` gives more form fields; `onDone(kind, answer)` hears of every file taken, `onEnd(kind, job)`
 * of every job that ended, `onTally(counts)` of how far all of them are. With `showCard`, a picture's row makes way for a card.
 * Where a page has two zones, `prefix` tells them apart.
 */
export function dropzone({ prefix = "", options = () => ({}), onDone = () => {}, onEnd = () => {}, onTally = () => {}, showCard } = {}) {
  const zone = byId(`${prefix}dropzone`);
  const queue = byId(`${prefix}queue`);
  const input = zone.querySelector("input");
  const taken = zone.dataset.kinds.split(" ");
  input.accept = taken.flatMap((kind) => KINDS[kind].endings.map((ending) => `.${ending}`)).join(",");
  zone.querySelector("button").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  for (const [name, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]])
    addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files") || !zone.checkVisibility()) return;
      event.preventDefault();
      zone.classList.toggle("over", over);
    });
  addEventListener("drop", (event) => zone.checkVisibility() && take([...(event.dataTransfer?.files ?? [])]));

  const waiting = [];
  const counts = { files: 0, ended: 0, failed: 0, defects: 0 };
  const count = (what) => {
    counts[what] += 1;
    onTally(counts);
  };
  let busy = 0;
  function take(files) {
    for (const file of files) {
      const kind = kindOf(file.name);
      if (taken.includes(kind)) {
        waiting.push(handIn(file, kind, { queue, options, onDone, onEnd, count, showCard }));
        count("files");
      } else complain({ title: t("This kind of file is not taken here"), detail: file.name });
    }
    next();
  }
  async function next() {
    while (busy < AT_ONCE && waiting.length) {
      busy += 1;
      waiting.shift()().finally(() => {
        busy -= 1;
        count("ended");
        next();
      });
    }
  }
}

/** A row for the file now; the returned function sends it. */
function handIn(file, kind, { queue, options, onDone, onEnd, count, showCard }) {
  const about = el("p", { class: "about" }, `${t("waiting")} · ${bytes(file.size)}`);
  const end = el("div", { class: "end" });
  const bar = el("progress", { max: 1, value: 0, "aria-label": file.name });
  const reason = el("p", { class: "reason", hidden: true });
  const mark = el("span", { class: "mark" }, icon(KINDS[kind].symbol));
  const row = el("div", { class: "thing" }, mark, el("div", {}, el("p", { class: "name" }, file.name), about), end, bar, reason);
  const item = el("li", {}, row);
  queue.hidden = false;
  queue.firstElementChild.append(item);

  const fail = (problem, status = "FAILURE") => {
    bar.remove();
    about.textContent = bytes(file.size);
    end.replaceChildren(statusBadge(status));
    reason.textContent = problem.detail ? inOneLine(problem) : "";
    reason.hidden = !problem.detail;
    announce(`${file.name}: ${problem.title}`);
    count("failed");
  };
  const finish = (verdict, href) => {
    bar.remove();
    end.replaceChildren(verdict, el("a", { class: "button slim", href }, t("Show")));
    announce(`${file.name}: ${verdict.textContent}`);
  };
  const showJob = (job, href) => {
    bar.value = job.progress;
    const doing = job.status === "RUNNING" ? [job.message, percent(job.progress, 0), timeLeft(job)] : [bytes(file.size)];
    about.textContent = doing.filter(Boolean).join(" · ");
    if (isOpen(job)) return end.replaceChildren(statusBadge(job.status));
    if (job.status === "SUCCESS") finish(statusBadge(job.status), href);
    else fail(job.error ?? { title: t("cancelled") }, job.status);
    return onEnd(kind, job);
  };

  return async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(options(kind))) form.append(name, value);
    form.append("file", file);
    try {
      const answer = await upload(KINDS[kind].path, form, (share) => {
        bar.value = share;
        about.textContent = share < 1 ? t("handing in · %(share)s", { share: percent(share, 0) }) : t("looking at it …");
      });
      onDone(kind, answer);
      if (kind === "image") {
        if (answer.prediction === "defect") count("defects");
        if (showCard) {
          item.remove();
          queue.hidden = !queue.querySelector("li");
          showCard(answer);
          announce(`${file.name}: ${verdictWord(answer)}`);
          return;
        }
        about.textContent = `${answer.category} · ${confidenceWords(answer)}`;
        finish(verdictBadge(answer), pageOf(answer));
        return;
      }
      const href = kind === "table" ? `/dashboard/tables/${answer.table.id}/` : `/dashboard/models/new/?dataset=${answer.dataset.id}`;
      showJob(answer.job, href);
      if (isOpen(answer.job)) follow(answer.job.id, (job) => showJob(job, href));
    } catch (problem) {
      if (problem.title) fail(problem);
      else complain(problem);
    }
  };
}
