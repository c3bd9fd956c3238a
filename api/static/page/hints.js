// What a person can do where a search found nothing, or where its words had no effect.

import { create, part } from "../parts/elements.js";
import { text } from "../parts/texts.js";

/** @import { Wanted } from "../parts/types.js" */
/** @import { Outcome } from "./find.js" */

/**
 * Show the way on from what was found: nearest words to take, words and filters to clear.
 * @param {Outcome} outcome
 * @param {(changes: Partial<Wanted>) => unknown} change
 */
export function showHints({ wanted, source, answer, window, list }, change) {
  const { q, filters, icon } = wanted;
  const nearest = list?.nearest_words ?? [];
  const isIdle = answer?.words_found === false; // the words had no effect
  const isEmpty = source.total === 0 && !window;
  const isFiltered = Object.values(filters).some((values) => values.length);
  const hints = [];
  if (isIdle) hints.push(create("span", { textContent: text("words_idle", { q }) }));
  if (nearest.length) hints.push(create("span", { textContent: text("nearest_words") }));
  hints.push(...nearest.map((word) => button(word, "word", () => change({ q: word }))));
  if (q && !icon && (isIdle || isEmpty)) {
    hints.push(button(text("clear_words"), "", () => change({ q: "" })));
  }
  if (isEmpty && isFiltered) {
    hints.push(button(text("clear"), "", () => change({ filters: {} })));
  }
  part(document, "#hints").replaceChildren(...hints);
}

/**
 * @param {string} textContent
 * @param {string} className
 * @param {() => unknown} action
 */
function button(textContent, className, action) {
  const element = create("button", { type: "button", textContent, className });
  element.addEventListener("click", action);
  return element;
}
