// What each of our fields holds.

import { byId, table } from "../elements.js";
import { language, number, t } from "../texts.js";
import { measured } from "./measured.js";

const amount = { amount: true };
const isMoment = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value);
const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

function spell(value) {
  if (value == null || typeof value === "number") return number(value, 4);
  return isMoment(value) ? moments.format(new Date(value)) : value;
}

const counted = ({ value, rows }) => `${spell(value)} (${number(rows)})`;

export async function showProfile(path) {
  const fields = await measured(`${path}/profile`);
  const columns = [
    { title: t("Our field"), value: (row) => row.field },
    { title: t("Missing"), value: (row) => number(row.missing), ...amount },
    { title: t("Different values"), value: (row) => number(row.distinct), ...amount },
    { title: t("Smallest"), value: (row) => spell(row.smallest), ...amount },
    { title: t("Largest"), value: (row) => spell(row.largest), ...amount },
    { title: t("Mean"), value: (row) => number(row.mean, 2), ...amount },
    { title: t("Zero"), value: (row) => number(row.zero), ...amount },
    { title: t("Negative"), value: (row) => number(row.negative), ...amount },
    { title: t("Most frequent"), value: (row) => row.frequent.slice(0, 3).map(counted).join(" · ") },
  ];
  byId("profile").replaceChildren(table(columns, fields));
}
