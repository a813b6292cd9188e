// Rows that could not be read or are no sales: filtered and paged here, for at most a thousand are kept.

import { byId, el, table } from "../elements.js";
import { announce } from "../notices.js";
import { number, t } from "../texts.js";

const PAGE = 25;
const COLUMNS = () => [
  { title: t("Row"), value: (issue) => number(issue.row), amount: true },
  { title: t("Column"), value: (issue) => issue.column || "–" },
  { title: t("Value"), value: (issue) => el("span", { class: "mono" }, issue.value || "–") },
  { title: t("Reason"), value: (issue) => issue.reason },
];

/** `issues` of the table, with the counts of all that there are. */
export function showIssues({ issues, issue_count: bad, rows_aside: aside }) {
  const some = t("The first %(shown)s of %(count)s are listed.", { shown: number(issues.length), count: number(bad + aside) });
  byId("issues-count").textContent = bad + aside > issues.length ? some : "";
  byId("issues-filter").hidden = !issues.length;
  fill(byId("issues-column"), issues.map((issue) => issue.column));
  fill(byId("issues-reason"), issues.map((issue) => issue.reason));
  let page = 0;
  const show = () => {
    const words = byId("issues-words").value.trim().toLowerCase();
    const [column, reason] = [byId("issues-column").value, byId("issues-reason").value];
    const found = issues.filter(
      (issue) => [issue.column, ""].includes(column) && [issue.reason, ""].includes(reason) && `${issue.row} ${issue.value}`.toLowerCase().includes(words),
    );
    const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
    page = Math.min(Math.max(page, 0), last);
    const shown = found.slice(page * PAGE, (page + 1) * PAGE);
    const nothing = issues.length ? t("None fits this choice.") : t("None. Every row could be read.");
    byId("issues").replaceChildren(shown.length ? table(COLUMNS(), shown) : el("p", { class: "muted" }, nothing));
    byId("issues-pages").hidden = last === 0;
    byId("issues-back").disabled = page === 0;
    byId("issues-on").disabled = page === last;
    byId("issues-page").textContent = t("Page %(n)s of %(count)s", { n: number(page + 1), count: number(last + 1) });
  };
  const turn = (by) => () => {
    page += by;
    show();
    announce(byId("issues-page").textContent);
  };
  byId("issues-back").onclick = turn(-1);
  byId("issues-on").onclick = turn(1);
  byId("issues-filter").oninput = () => {
    page = 0;
    show();
  };
  byId("issues-filter").onsubmit = (event) => event.preventDefault();
  show();
}

function fill(select, values) {
  const different = [...new Set(values)].filter(Boolean).sort();
  select.replaceChildren(el("option", { value: "" }, t("All")), ...different.map((value) => el("option", { value }, value)));
}
