// Parts of a page behind tabs: arrows move between them, the address remembers which one is open.

import { byId } from "./elements.js";

/**
 * Wire the tab list `id`: `onOpen[panel]()` is called when a panel is seen for the first time, `onSeen(panel)` every time.
 * Call what is given back when the panels are out of date: each is opened anew when it is seen, the open one at once.
 */
export function tabs(id, onOpen, onSeen) {
  const buttons = [...byId(id).querySelectorAll("[role=tab]")];
  const panelOf = (button) => button.getAttribute("aria-controls");
  const seen = new Set();
  const open = (chosen) => {
    for (const button of buttons) {
      button.setAttribute("aria-selected", String(button === chosen));
      button.tabIndex = button === chosen ? 0 : -1;
      byId(panelOf(button)).hidden = button !== chosen;
    }
    chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
    const panel = panelOf(chosen);
    onSeen(panel);
    if (!seen.has(panel)) onOpen[panel]?.();
    seen.add(panel);
  };
  const choose = (button) => {
    open(button);
    button.focus();
    history.replaceState(null, "", `#${panelOf(button)}`);
  };
  for (const [at, button] of buttons.entries()) {
    const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 };
    button.addEventListener("click", () => choose(button));
    button.addEventListener("keydown", (event) => {
      if (!(event.key in steps)) return;
      event.preventDefault();
      choose(buttons.at(steps[event.key] % buttons.length));
    });
  }
  const asked = () => buttons.find((button) => `#${panelOf(button)}` === location.hash) ?? buttons[0];
  addEventListener("hashchange", () => open(asked()));
  open(asked());
  return () => {
    seen.clear();
    open(buttons.find((button) => button.getAttribute("aria-selected") === "true"));
  };
}
