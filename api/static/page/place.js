// Where a person is on the page: how far it is scrolled, and what has the focus.

import { part } from "../parts/elements.js";

/**
 * Scroll to the top where a person would not see the beginning of what was found.
 * @param {boolean} isOther whether it is about another picture than before
 * @param {number | null} top pixels to scroll to instead
 */
export function scrollToAnswer(isOther, top) {
  const isPassed = part(document, "#results").getBoundingClientRect().top < 0;
  if (isOther || isPassed || top) window.scrollTo({ top: top ?? 0, behavior: "instant" });
}

/**
 * Returns whether an answer takes the focus. That to a new picture does, unless a person types.
 * Any other does where the element that had the focus is gone: the keyboard would start anew.
 * @param {boolean} isNew whether it is the answer to a picture just taken
 * @param {Element | null} before the element that had the focus when the search began
 */
export function takesFocus(isNew, before) {
  if (document.querySelector("dialog:modal")) return false;
  const focused = document.activeElement ?? document.body;
  if (isNew) return !focused.matches("#words, select, textarea, summary");
  const isLost = focused === document.body || !focused.checkVisibility();
  return isLost && before !== document.body;
}
