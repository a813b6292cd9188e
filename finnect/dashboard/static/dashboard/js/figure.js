// Plotly in the page's colours. Loaded when the first figure is drawn.

const PLOTLY = new URL("../../vendor/plotly/plotly.min.js", import.meta.url).href;
const COLOURS = ["accent", "accent-soft", "line", "line-strong", "muted", "text", "raised", "good", "bad", "heat"];
let loading;

const load = () =>
  (loading ??= new Promise((resolve, reject) => {
    allowStyleAttributes();
    const script = Object.assign(document.createElement("script"), { src: PLOTLY, onload: () => resolve(window.Plotly), onerror: reject });
    document.head.append(script);
  }));

/** Plotly writes some `style` attributes, which the Content-Security-Policy refuses; the same by way of `style` is allowed. */
function allowStyleAttributes() {
  const setAttribute = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value;
    else setAttribute.call(this, name, value);
  };
}

/** Names as text: Plotly reads a part of HTML in labels, links among it. */
export const label = (text, longest = 28) => {
  const short = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return short.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
};

function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

const makes = new WeakMap();

/** Draw `make(colours, width)` → `{ data, layout }` into `place` instead of what it shows, and again when the theme or the width changes. */
export async function draw(place, make) {
  const isFirst = !makes.has(place);
  makes.set(place, make);
  const plotly = await load();
  await redraw(plotly, place);
  if (isFirst) watch(place, () => redraw(plotly, place));
}

function redraw(plotly, place) {
  const family = getComputedStyle(document.body).fontFamily;
  const colours = Object.fromEntries(COLOURS.map((name) => [name, colour(name)]));
  const axis = { gridcolor: colours.line, linecolor: colours.line, zerolinecolor: colours.line, automargin: true, fixedrange: true, exponentformat: "B" };
  const { data, layout = {} } = makes.get(place)(colours, place.clientWidth);
  const whole = {
    width: place.clientWidth,
    height: place.clientHeight,
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    font: { family, size: 12, color: colours.muted },
    margin: { l: 8, r: 12, t: 8, b: 8 },
    hoverlabel: { bgcolor: colours.raised, bordercolor: colours.line, font: { family, color: colours.text } },
    separators: ".,",
    showlegend: false,
    bargap: 0.3,
    ...layout,
    xaxis: { ...axis, ...layout.xaxis },
    yaxis: { ...axis, ...layout.yaxis },
  };
  return plotly.react(place, data, whole, { displayModeBar: false });
}

function watch(place, onChange) {
  document.addEventListener("theme", onChange);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onChange);
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    onChange();
  }).observe(place);
}

/** Draw a figure of the API into `place`; its traces name their colour in `meta`, and the page has a heading of its own. */
export const show = (place, { data, layout: { title: _title, ...layout } }) =>
  draw(place, (colours) => ({
    data: data.map((trace) => ({
      ...trace,
      marker: { ...trace.marker, color: colours[trace.meta] },
      line: { ...trace.line, color: colours[trace.meta] },
    })),
    layout: { ...layout, legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { color: colours.text } } },
  }));
