// How icons are copied, saved and shown large: a person's choices, kept in this browser.

import { store, stored } from "../stored.js";

/**
 * @typedef {object} Choices
 * @property {string} form that a click copies
 * @property {string} size of what is copied: 1em, or pixels
 * @property {string} colour #rrggbb, or empty for the colour of the text around the icon
 * @property {string} pixels of a PNG's sides
 * @property {string} ground of a PNG: #rrggbb, or empty for none
 */

const KEY = "iconlens.copy"; // in the local storage
/** @type {Readonly<Choices>} */
const DEFAULTS = { form: "svg", size: "1em", colour: "", pixels: "512", ground: "" };
export const SIZES = ["1em", "12", "16", "20", "24", "32", "48", "64", "128"];
export const PIXELS = ["16", "20", "24", "32", "48", "64", "128", "256", "512"];
const COLOUR = /^(#[0-9a-f]{6})?$/i;

/** The choices. Fires `change` when one of them changes. */
class Settings extends EventTarget {
  #choices = read();

  /** @returns {Readonly<Choices>} */
  get choices() {
    return this.#choices;
  }

  /** @param {Partial<Choices>} changes */
  set(changes) {
    this.#choices = valid({ ...this.#choices, ...changes });
    store(KEY, JSON.stringify(this.#choices));
    this.dispatchEvent(new Event("change"));
  }
}

/** @returns {Choices} */
function read() {
  try {
    return valid({ ...DEFAULTS, ...JSON.parse(stored(KEY) ?? "{}") });
  } catch {
    return DEFAULTS; // what is stored is no JSON
  }
}

/**
 * @param {Choices} choices
 * @returns {Choices}
 */
function valid({ form, size, colour, pixels, ground }) {
  return {
    form: String(form),
    size: SIZES.includes(size) ? size : DEFAULTS.size,
    colour: COLOUR.test(colour) ? colour : DEFAULTS.colour,
    pixels: PIXELS.includes(pixels) ? pixels : DEFAULTS.pixels,
    ground: COLOUR.test(ground) ? ground : DEFAULTS.ground,
  };
}

export const settings = new Settings();
