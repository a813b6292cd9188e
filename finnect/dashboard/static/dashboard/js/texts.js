// Words and numbers in the page's language. The words come with the page (finnect/dashboard/texts.py).

export const language = document.documentElement.lang || "en";
const spoken = JSON.parse(document.getElementById("texts")?.textContent ?? "{}");

/** The text in the page's language; `%(name)s` is filled from `values`. */
export function t(text, values = {}) {
  return (spoken[text] ?? text).replace(/%\((\w+)\)s/g, (_, name) => String(values[name] ?? ""));
}

/** A problem as one line: its title as a sentence, and what to do. */
export const inOneLine = ({ title, detail }) => `${title}${/[.?!]$/.test(title) ? "" : "."} ${detail}`;

export const number = (value, digits = 0) =>
  value == null ? "–" : new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);

export const percent = (value, digits = 1) =>
  value == null ? "–" : new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits }).format(value);

export function bytes(value) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const step = value > 0 ? Math.min(Math.floor(Math.log10(value) / 3), 4) : 0;
  const style = { style: "unit", unit: units[step], unitDisplay: step ? "short" : "long", maximumFractionDigits: step > 1 ? 1 : 0 };
  return new Intl.NumberFormat(language, style).format(value / 1000 ** step);
}

/** "3 minutes ago" for today and yesterday, else the date. */
export function moment(iso) {
  const when = new Date(iso);
  const seconds = (when - Date.now()) / 1000;
  const ago = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (seconds > -45) return ago.format(0, "second");
  if (seconds > -3600) return ago.format(Math.round(seconds / 60), "minute");
  if (seconds > -86400) return ago.format(Math.round(seconds / 3600), "hour");
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(when);
}

export function seconds(value) {
  if (value == null) return "–";
  if (value < 1) return `${number(value * 1000)} ms`;
  const style = (unit, digits) => ({ style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits });
  return value < 120
    ? new Intl.NumberFormat(language, style("second", value < 10 ? 1 : 0)).format(value)
    : new Intl.NumberFormat(language, style("minute", 1)).format(value / 60);
}
