// The bag: the icons that a person collects, kept in this browser.

import { store, stored } from "../../parts/stored.js";

/** @import { Icon } from "../../parts/types.js" */

const KEY = "iconlens.bag"; // in the local storage
const MOST = 500; // icons; chosen by hand, the storage holds some megabytes

/** The icons, in the order in which they came. Fires `change` when one comes or goes. */
export class Bag extends EventTarget {
  /** @type {Map<string, Icon>} by id */
  #icons = read();

  /** Returns the icons, without their SVG. */
  get icons() {
    return [...this.#icons.values()];
  }

  /** @param {Icon} icon */
  has(icon) {
    return this.#icons.has(icon.id);
  }

  /**
   * Put an icon into the bag, or take it out. Returns whether it is in it now; false where the bag
   * is full.
   * @param {Icon} icon
   */
  toggle({ id, name, grounds, links }) {
    const isIn = !this.#icons.delete(id) && this.#icons.size < MOST;
    if (isIn) this.#icons.set(id, { id, name, grounds, links });
    this.#store();
    return isIn;
  }

  clear() {
    this.#icons.clear();
    this.#store();
  }

  #store() {
    store(KEY, JSON.stringify(this.icons));
    this.dispatchEvent(new Event("change"));
  }
}

/** @returns {Map<string, Icon>} */
function read() {
  try {
    /** @type {Icon[]} */
    const icons = JSON.parse(stored(KEY) ?? "[]");
    return new Map(icons.slice(0, MOST).map((icon) => [icon.id, icon]));
  } catch {
    return new Map(); // what is stored is no list of icons
  }
}
