// Groups by k-means beside the segments: how many, why so many, and who is in them.

import { byId, el, table } from "../elements.js";
import { attempt } from "../notices.js";
import { number, percent, t } from "../texts.js";
import { answer } from "./filters.js";

const amount = { amount: true };

/** `names` of the segments by their codes. */
export async function showClusters(path, names) {
  const show = async (k) => {
    const found = await answer(`${path}/clusters`, { k });
    const choose = ({ k: one }) =>
      el(
        "button",
        { type: "button", "aria-pressed": String(one === found.k), onclick: () => attempt(() => show(one)) },
        one === found.best ? t("%(n)s (best)", { n: one }) : String(one),
      );
    byId("clusters-numbers").replaceChildren(...found.tried.map(choose));
    const now = found.tried.find((one) => one.k === found.k);
    byId("clusters-why").textContent = t("Silhouette %(value)s; the groups explain %(share)s of the differences.", {
      value: number(now.silhouette, 3),
      share: percent(1 - now.inside),
    });
    byId("clusters-table").replaceChildren(table(columns(names), found.clusters));
  };
  await show();
}

const columns = (names) => [
  { title: t("Group"), value: (row) => number(row.cluster) },
  { title: t("Customers"), value: (row) => number(row.customers), ...amount },
  { title: t("Share"), value: (row) => percent(row.share), ...amount },
  { title: t("Revenue"), value: (row) => number(row.revenue), ...amount },
  { title: t("Last purchase, days ago"), value: (row) => number(row.recency_days, 1), ...amount },
  { title: t("Invoices"), value: (row) => number(row.frequency, 1), ...amount },
  { title: t("Spent"), value: (row) => number(row.monetary), ...amount },
  { title: t("Mostly"), value: (row) => mostly(row, names) },
];

/** The segments that most of a group's customers are in. */
function mostly({ segments, customers }, names) {
  const largest = Object.entries(segments).sort(([, a], [, b]) => b - a);
  return largest
    .slice(0, 3)
    .map(([segment, count]) => `${names[segment]} ${percent(count / customers, 0)}`)
    .join(" · ");
}
