// Small charts of an answer's values. The words above say the same, so nothing is read out twice.

import { el, svg } from "./elements.js";
import { number } from "./texts.js";

const IN_TIME = new Set(["year", "quarter", "month", "week", "day", "weekday", "hour"]);
const [WIDTH, HEIGHT] = [300, 72];

/** Columns of a series, bars of anything else; `by` is what the values are of. */
export const chart = (values, by) => el("div", { class: "chart", "aria-hidden": "true" }, ...(IN_TIME.has(by) ? columns(values) : bars(values)));

const texts = (sizes) => Object.fromEntries(Object.entries(sizes).map(([name, value]) => [name, String(value)]));

const drawing = (width, height, shapes) =>
  svg("svg", { ...texts({ viewBox: `0 0 ${width} ${height}`, width: "100%", height }), preserveAspectRatio: "none" }, ...shapes);

const shape = (name, value, sizes) => svg("rect", { class: value < 0 ? "below" : "", ...texts(sizes) }, svg("title", {}, `${name}: ${number(value, 2)}`));

function bars(values) {
  const most = Math.max(...values.map(([, value]) => Math.abs(value)), 1e-9);
  const row = ([name, value]) =>
    el("p", {}, el("span", { title: name }, name), drawing(WIDTH, 10, [shape(name, value, { x: 0, y: 1, width: Math.max(1, (WIDTH * Math.abs(value)) / most), height: 8 })]));
  return [el("div", { class: "bars" }, ...values.map(row))];
}

function columns(values) {
  const [least, most] = [Math.min(0, ...values.map(([, value]) => value)), Math.max(0, ...values.map(([, value]) => value))];
  const high = (value) => (HEIGHT * value) / (most - least || 1);
  const step = WIDTH / values.length;
  const column = ([name, value], place) => {
    const height = Math.max(1, Math.abs(high(value)));
    return shape(name, value, { x: place * step + step * 0.1, y: high(most) - (value > 0 ? height : 0), width: step * 0.8, height });
  };
  const [[first], [last]] = [values[0], values.at(-1)];
  return [drawing(WIDTH, HEIGHT, values.map(column)), el("p", { class: "ends" }, el("span", {}, first), el("span", {}, last))];
}
