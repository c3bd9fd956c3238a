// The steps of the browser's history. The address holds words, filters and a library's icon; the
// step's state holds the crop box, the id of the picture, which never leaves this browser, and how
// far a person had scrolled: a browser would restore that before the results are there.

import { addressOf, readAddress } from "../address.js";

/** @import { Addressed, Box, Wanted } from "../../parts/types.js" */
/** @typedef {{ picture: string, crop: Box | null, top: number }} State */

history.scrollRestoration = "manual";

/**
 * Returns the present step; `picture` is the id of a picture, or empty.
 * @returns {Addressed & State}
 */
export function readStep() {
  /** @type {Partial<State>} */
  const { picture = "", crop = null, top = 0 } = history.state ?? {};
  return { ...readAddress(), picture, crop, top };
}

/**
 * Write a search into the history.
 * @param {Wanted} wanted
 * @param {string} picture id of the picture, or empty
 * @param {boolean} isNew whether Back returns to the step before
 */
export function writeStep(wanted, picture, isNew) {
  const state = { picture, crop: wanted.crop, top: 0 };
  const address = addressOf(wanted);
  if (isNew) {
    history.replaceState({ ...history.state, top: window.scrollY }, "");
    history.pushState(state, "", address);
  } else {
    history.replaceState(state, "", address);
  }
}

/**
 * Returns whether a search is another than one before, and not the same with other words.
 * @param {Wanted} wanted
 * @param {Wanted} before
 */
export function isNewStep(wanted, before) {
  const isSame = wanted.picture === before.picture && wanted.icon === before.icon;
  return !isSame || wanted.crop !== before.crop;
}
