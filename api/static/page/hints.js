// What a person can do where a search found nothing, or where its words had no effect.

import { create, part } from "../parts/elements.js";
import { text } from "../parts/texts.js";

/** @import { Wanted } from "../parts/types.js" */

/**
 * What an answer says about its words.
 * @typedef {object} Outcome
 * @property {number} total results
 * @property {string[]} [nearest_words] of the library, where no icon has the words
 * @property {boolean} [words_found] whether a result for a picture has one of the words
 */

/**
 * Show the way on from an answer: nearest words to take, words and filters to clear.
 * @param {Wanted} wanted
 * @param {Outcome} outcome
 * @param {(changes: Partial<Wanted>) => unknown} change
 */
export function showHints({ q, filters, picture, icon }, outcome, change) {
  const { total, nearest_words: nearest = [], words_found: found } = outcome;
  const isIdle = picture !== null && !icon && found === false; // the words had no effect
  const isEmpty = total === 0;
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
