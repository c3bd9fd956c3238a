// The steps of the browser's history. The address holds words, filters and a library's icon; the
// step's state holds the crop box and the id of the picture, which never leaves this browser.

import { addressOf, readAddress } from "../address.js";

/** @import { Addressed, Box, Wanted } from "../../parts/types.js" */
/** @typedef {{ picture: string, crop: Box | null }} State */

/**
 * Returns the present step; `picture` is the id of a picture, or empty.
 * @returns {Addressed & State}
 */
export function readStep() {
  /** @type {State | null} */
  const state = history.state;
  return { ...readAddress(), picture: state?.picture ?? "", crop: state?.crop ?? null };
}

/**
 * Write a search into the history.
 * @param {Wanted} wanted
 * @param {string} picture id of the picture, or empty
 * @param {boolean} isNew whether Back returns to the step before
 */
export function writeStep(wanted, picture, isNew) {
  const state = { picture, crop: wanted.crop };
  const address = addressOf(wanted);
  if (isNew) history.pushState(state, "", address);
  else history.replaceState(state, "", address);
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
