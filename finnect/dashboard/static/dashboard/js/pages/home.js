import { call } from "../api.js";
import { dropzone } from "../dropzone.js";
import { byId, el, empty } from "../elements.js";
import { inspectionRow } from "../inspections.js";
import { attempt } from "../notices.js";
import { showRunning, showsElsewhere } from "../running.js";
import { tableRow } from "../statistics.js";
import { t } from "../texts.js";

const MOST = 8;

async function showNewest() {
  const place = byId("newest");
  await attempt(async () => {
    const [images, tables] = await Promise.all([call("/api/v1/images"), call("/api/v1/tables")]);
    const found = [
      ...images.items.map((image) => [image.uploaded_at, () => inspectionRow(image)]),
      ...tables.items.filter((table) => table.status === "SUCCESS").map((table) => [table.created_at, () => tableRow(table)]),
    ].sort(([one], [other]) => other.localeCompare(one));
    const nothing = () => empty("upload", t("Nothing yet. Hand in a picture or a table above, and its result appears here."));
    place.replaceChildren(found.length ? el("ul", { class: "things" }, ...found.slice(0, MOST).map(([, row]) => row())) : nothing());
  });
  place.removeAttribute("aria-busy");
}

dropzone({
  onDone: (kind, answer) => {
    if (answer.job) showsElsewhere(answer.job.id);
    if (kind === "image") showNewest();
  },
  onEnd: () => {
    showNewest();
    showRunning(showNewest);
  },
});

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const question = byId("question").value.trim();
  if (question) sessionStorage.setItem("question", question);
  location.assign("/dashboard/chat/");
});

showNewest();
showRunning(showNewest);
