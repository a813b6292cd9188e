// Files to take along. The page fetches them itself, so that it can wait for one that is still being made, and say what went wrong.

import { download } from "../api.js";
import { el } from "../elements.js";
import { press, tell } from "../notices.js";
import { t } from "../texts.js";
import { patiently } from "./measured.js";

const KEPT_MS = 60000;

/** Links of the page that a plain click on saves the file of. */
export function offerFiles(place) {
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a[download]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    press(link, async () => save(await patiently(() => download(link.href), sayWait)));
  });
}

const sayWait = () => tell(t("The file is being made"), t("The table is large, so this takes a moment. The file is saved as soon as it is there."));

function save({ name, content }) {
  const href = URL.createObjectURL(content);
  el("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT_MS);
}
