// The cards of a grid that are in the document.

import { blankCard, card, paint } from "../cards.js";
import { part } from "../elements.js";

/** @import { Client } from "../client.js" */
/** @import { Icon } from "../types.js" */
/** @import { Layout } from "./layout.js" */

const PAINTED_AT_ONCE = 8; // icons, some 5 ms of processor time; chosen by hand

/**
 * @typedef {object} Card
 * @property {number} index
 * @property {HTMLElement} element
 * @property {Icon} [icon] undefined until it is fetched
 * @property {AbortController} [painting] of the request for the icon's picture
 */

export class ShownCards {
  /** @type {Map<number, Card>} by index */
  #cards = new Map();

  /**
   * @param {HTMLElement} list
   * @param {Client} client
   * @param {object} options
   * @param {boolean} options.offersSimilar whether cards have a button for similar icons
   * @param {(error: unknown) => void} options.onError
   */
  constructor(list, client, { offersSimilar, onError }) {
    this.list = list;
    this.client = client;
    this.offersSimilar = offersSimilar;
    this.onError = onError;
  }

  [Symbol.iterator]() {
    return this.#cards.values();
  }

  /** @param {number} index */
  get(index) {
    return this.#cards.get(index);
  }

  /** @param {number} index */
  has(index) {
    return this.#cards.has(index);
  }

  /**
   * @param {number} index
   * @param {Icon | undefined} icon
   * @param {number} total cards of the grid
   */
  add(index, icon, total) {
    const element = icon ? card(icon, this.offersSimilar) : blankCard();
    element.dataset.index = String(index);
    element.setAttribute("aria-setsize", String(total));
    element.setAttribute("aria-posinset", String(index + 1));
    this.#cards.set(index, { index, element, icon });
    const following = [...this.list.children].find((other) => indexOf(other) > index);
    this.list.insertBefore(element, following ?? null);
  }

  /** @param {Card} item */
  remove(item) {
    item.painting?.abort();
    item.element.remove();
    this.#cards.delete(item.index);
  }

  /** @param {Layout} layout */
  position(layout) {
    for (const { index, element } of this.#cards.values()) {
      const { left, top } = layout.placeOf(index);
      element.style.transform = `translate(${left}px, ${top}px)`;
      element.style.width = `${layout.cardWidth}px`;
    }
  }

  /**
   * Fetch and draw the icons that are not drawn yet.
   * @param {number} atOnce icons in one task: many of them would hold up scrolling
   */
  async paint(atOnce = PAINTED_AT_ONCE) {
    const waiting = [...this.#cards.values()].filter(({ icon, painting }) => icon && !painting);
    for (let first = 0; first < waiting.length; first += atOnce) {
      for (const item of waiting.slice(first, first + atOnce)) this.#paint(item);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** @param {number} active index of the only card whose buttons Tab reaches */
  markActive(active) {
    for (const button of this.list.querySelectorAll("button")) button.tabIndex = -1;
    const buttons = this.#cards.get(active)?.element.querySelectorAll("button") ?? [];
    for (const button of buttons) button.tabIndex = 0;
  }

  /** @param {Card} item */
  async #paint(item) {
    const isShown = this.#cards.get(item.index) === item; // it may have been scrolled past
    if (!isShown || !item.icon || item.painting) return;
    item.painting = new AbortController();
    const { signal } = item.painting;
    try {
      await paint(part(item.element, ".tile"), item.icon, this.client, signal);
    } catch (error) {
      if (!signal.aborted) this.onError(error);
    }
  }
}

/**
 * Returns the index of the card that an element belongs to, NaN for any other element.
 * @param {Element} element
 */
export function indexOf(element) {
  return Number(element.closest("li")?.dataset.index);
}
