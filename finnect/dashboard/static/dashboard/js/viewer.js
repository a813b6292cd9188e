// A picture to zoom and to move, with layers over it. Zooming widens the pane inside a box that scrolls,
// so moving by finger, arrow key, wheel and scroll bar is the browser's own.

import { el } from "./elements.js";

const MOST = 16;
const STEP = 1.5;
const WHEEL = 0.0015; // of a doubling, for each pixel that the wheel reports

export class Viewer {
  /** `picture` is an <img>; `layers` lie over it at its size. `onZoom(zoom)` hears of every change; 1 shows the whole picture. */
  constructor(stage, picture, layers, { onZoom = () => {} } = {}) {
    this.stage = stage;
    this.pane = el("div", { class: "pane" }, picture, ...layers);
    this.zoom = 1;
    this.onZoom = onZoom;
    stage.replaceChildren(this.pane);
    this.listen();
    new ResizeObserver(() => this.lay()).observe(stage);
  }

  /** Tell how large the picture is; until then nothing can be laid out. */
  measure(width, height) {
    this.aspect = width / height;
    this.size = { width, height };
    this.stage.style.setProperty("--aspect", String(this.aspect));
    this.lay();
  }

  lay() {
    if (!this.aspect) return;
    const fit = Math.min(this.stage.offsetWidth, this.stage.offsetHeight * this.aspect);
    this.pane.style.width = `${Math.round(fit * this.zoom)}px`;
    this.stage.classList.toggle("zoomed", this.zoom > 1);
    this.onZoom(this.zoom);
  }

  /** Zoom so that the point at (x, y) of the stage stays where it is; by default, its middle. */
  zoomTo(zoom, x = this.stage.clientWidth / 2, y = this.stage.clientHeight / 2) {
    const { stage, pane } = this;
    const across = (stage.scrollLeft + x - pane.offsetLeft) / pane.offsetWidth;
    const down = (stage.scrollTop + y - pane.offsetTop) / pane.offsetHeight;
    this.zoom = Math.min(Math.max(zoom, 1), MOST);
    this.lay();
    stage.scrollLeft = across * pane.offsetWidth + pane.offsetLeft - x;
    stage.scrollTop = down * pane.offsetHeight + pane.offsetTop - y;
  }

  closer = () => this.zoomTo(this.zoom * STEP);

  farther = () => this.zoomTo(this.zoom / STEP);

  whole = () => this.zoomTo(1);

  /** Bring a part of the picture, in its pixels, into the middle, with as much around it again. */
  show({ x, y, width, height }) {
    const { stage, pane } = this;
    const share = Math.max(width / this.size.width, height / this.size.height);
    this.zoomTo(Math.min(1 / (3 * share), MOST / 2));
    stage.scrollLeft = ((x + width / 2) / this.size.width) * pane.offsetWidth + pane.offsetLeft - stage.clientWidth / 2;
    stage.scrollTop = ((y + height / 2) / this.size.height) * pane.offsetHeight + pane.offsetTop - stage.clientHeight / 2;
  }

  listen() {
    const { stage } = this;
    const keys = { "+": this.closer, "=": this.closer, "-": this.farther, 0: this.whole };
    stage.addEventListener("keydown", (event) => {
      const act = !event.ctrlKey && !event.metaKey && keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    stage.addEventListener("dblclick", (event) => (this.zoom > 1 ? this.whole() : this.zoomTo(3, ...this.inStage(event))));
    stage.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && document.activeElement !== stage) return; // the page scrolls past a picture nobody works with
        event.preventDefault();
        this.zoomTo(this.zoom * 2 ** (-event.deltaY * WHEEL * (event.ctrlKey ? 4 : 1)), ...this.inStage(event));
      },
      { passive: false },
    );
    this.drag();
    this.pinch();
  }

  inStage({ clientX, clientY }) {
    const box = this.stage.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  }

  /** With the mouse; fingers scroll by themselves. */
  drag() {
    const { stage } = this;
    stage.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0 || this.zoom === 1) return;
      stage.setPointerCapture(event.pointerId);
      stage.classList.add("held");
    });
    stage.addEventListener("pointermove", (event) => {
      if (stage.hasPointerCapture(event.pointerId)) stage.scrollBy(-event.movementX, -event.movementY);
    });
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, () => stage.classList.remove("held"));
  }

  pinch() {
    let apart = 0;
    let before = 1;
    const distance = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    this.stage.addEventListener("touchstart", ({ touches }) => {
      if (touches.length !== 2) return;
      apart = distance(touches);
      before = this.zoom;
    });
    this.stage.addEventListener(
      "touchmove",
      (event) => {
        if (event.touches.length !== 2) return;
        event.preventDefault();
        const [one, other] = event.touches;
        const middle = { clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 };
        this.zoomTo((before * distance(event.touches)) / apart, ...this.inStage(middle));
      },
      { passive: false },
    );
  }
}
