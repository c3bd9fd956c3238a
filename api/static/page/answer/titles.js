// The titles of what a search found.

import { formatNumber, text } from "../../parts/texts.js";
import { judged } from "../../parts/verdict.js";

/** @import { Outcome } from "../find.js" */

/**
 * Returns the title of the grid.
 * @param {Outcome} outcome
 */
export function titleOf({ wanted, like, list }) {
  if (like) return text("more_like", { name: like.name });
  if (!list) return text("alike");
  const isFiltered = Object.values(wanted.filters).some((values) => values.length);
  const all = text(isFiltered ? "filtered_icons" : "all_icons");
  const heading = wanted.q ? text("worded", { q: wanted.q }) : all;
  return `${heading} · ${countText(list.total)}`;
}

/**
 * Returns what a search was about, for the browser's history: the icon found, or the words.
 * @param {Outcome} outcome
 */
export function subjectOf({ wanted, answer, window, like, places }) {
  if (window) return text("places", { n: formatNumber(places.length) });
  if (like) return like.name;
  if (!answer) return wanted.q;
  return judged(answer) === "absent" ? text("not_in_library") : (answer.results[0]?.name ?? "");
}

/** @param {number} total */
function countText(total) {
  return total === 1 ? text("count_one") : text("count", { n: formatNumber(total) });
}
