// What takes long of a large table is measured in the background: the page says so, and asks again until it is there.

import { call } from "../api.js";
import { byId } from "../elements.js";
import { t } from "../texts.js";

const LOOK_MS = 2000;
let awaited = 0;

function count(more) {
  awaited += more;
  byId("measuring").textContent = awaited ? t("The table is large, so this is being measured. What is missing appears here as soon as it is there.") : "";
}

/** What `ask` gives, as soon as it is there, as long as it `isWanted()`; `onWait` hears once that it is not there yet. */
export async function patiently(ask, onWait, isWanted = () => true) {
  for (let waits = false; ; waits = true) {
    try {
      return await ask();
    } catch (problem) {
      if (problem.code !== "BEING_MEASURED" || !isWanted()) throw problem;
    }
    if (!waits) onWait();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** An answer of the API, as soon as it is there, as long as it `isWanted()`. */
export async function measured(path, asked, isWanted) {
  let waits = 0;
  try {
    return await patiently(() => call(path, asked), () => count((waits = 1)), isWanted);
  } finally {
    count(-waits);
  }
}
