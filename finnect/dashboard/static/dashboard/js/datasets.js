// What was found when a data set was checked.

import { el, facts } from "./elements.js";
import { hint } from "./notices.js";
import { bytes, number, seconds, t } from "./texts.js";

const MOST = 100;

/** A list that opens: how many, and which. */
function fold(title, lines) {
  if (!lines.length) return null;
  const shown = lines.slice(0, MOST).map((line) => el("li", {}, line));
  const rest = lines.length > MOST && el("p", { class: "muted small" }, t("%(shown)s of %(count)s are shown.", { shown: number(MOST), count: number(lines.length) }));
  return el("details", { class: "fold" }, el("summary", {}, title), el("ul", { class: "lines small" }, ...shown), rest);
}

const rejects = (dataset) =>
  fold(
    t("Files not taken: %(n)s", { n: number(dataset.rejected.length) }),
    dataset.rejected.map(({ name, reason }) => el("span", {}, el("strong", {}, name), ` ${reason}`)),
  );

const PAIRS = { exact: () => t("exactly the same"), near: () => t("nearly the same") };

/** Two pictures beside each other, each with its place in the archive. */
function twins(dataset, { kind, first, second }) {
  const one = ({ picture_id: id, filename, split, label }) => [
    el("img", { src: `/api/v1/datasets/${dataset.id}/pictures/${id}/thumbnail`, alt: "", loading: "lazy", decoding: "async" }),
    el("span", {}, `${split}/${label}/${filename}`),
  ];
  return el("span", { class: "twins" }, ...one(first), ...one(second), el("span", { class: "muted" }, PAIRS[kind]()));
}

/** Copies of training pictures; those among the test pictures would flatter the model, and are not counted. */
function copies(dataset) {
  const { count, left_out: leftOut, pairs } = dataset.duplicates ?? { count: 0, pairs: [] };
  if (!count) return null;
  const title = t("Pictures that are there twice: %(n)s (test pictures left out because of that: %(left)s)", { n: number(count), left: number(leftOut) });
  return fold(title, pairs.map((pair) => twins(dataset, pair)));
}

/** Elements for what needs a look: files not taken, and pictures that are there more than once. */
export const datasetChecks = (dataset) => [rejects(dataset), copies(dataset)].filter(Boolean);

/** Elements that say what the training will take, and what to change where that is too much. */
export function forecastOf({ seconds: time, peak_bytes: memory, trainings, seconds_allowed: longest, bytes_allowed: most, fits }) {
  if (time == null) return [el("p", { class: "muted" }, t("How long it takes is not known yet: it is tried out on a few pictures first, and not begun if it would not fit."))];
  const rows = facts([
    [t("Time"), t("about %(value)s", { value: seconds(time) })],
    [t("Memory"), t("about %(value)s of %(most)s", { value: bytes(memory), most: bytes(most) })],
    [t("Known from"), t("earlier trainings: %(n)s", { n: number(trainings) })],
  ]);
  const change = t("At most %(time)s and %(memory)s are allowed. Choose a smaller resolution, or hand in fewer or smaller pictures.", {
    time: seconds(longest),
    memory: bytes(most),
  });
  return [el("dl", { class: "facts narrow" }, ...rows), !fits && hint(t("This training would not fit"), change)].filter(Boolean);
}
