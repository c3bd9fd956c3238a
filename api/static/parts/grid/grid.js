// A grid of any number of icons. Only the cards in sight are in the document, and arrow keys move
// the focus between them.

import { isAbort } from "../client.js";
import { part, targetOf } from "../elements.js";
import { Found } from "../sources.js";
import { Layout } from "./layout.js";
import { indexOf, ShownCards } from "./shown.js";

/** @import { Client } from "../client.js" */
/** @import { Source } from "../types.js" */
/** @import { Range } from "./layout.js" */

// All chosen by hand, the times by the longest frame that tests/benchmarks/page.py measures.
const CARDS_PER_FRAME = 5; // so that no frame takes long, however far a person scrolls
const CARDS_IN_FIRST_FRAME = 40; // of an answer, which a person waits for
const CARDS_AHEAD = 100; // that are fetched before and behind those in sight
const CARDS_PRINTED = 36; // that one page of paper has room for
const SCROLL_PAUSE = 60; // ms without scrolling until the icons in sight are fetched and drawn

export class Grid {
  /** @type {Source} */
  #source = new Found([]);
  #layout = new Layout(0, 1, 1);
  #active = 0; // index of the card that Tab reaches
  #frame = 0; // id of the animation frame that is requested
  #timer = 0;

  /**
   * @param {HTMLElement} list an <ol> whose property --row is a card's height in rem
   * @param {Client} client
   * @param {object} options
   * @param {boolean} options.offersSimilar whether cards have a button for similar icons
   * @param {(error: unknown) => void} options.onError
   * @param {AbortSignal} [options.signal] removes the window's listener
   */
  constructor(list, client, { offersSimilar, onError, signal }) {
    this.list = list;
    this.cards = new ShownCards(list, client, { offersSimilar, onError });
    this.onError = onError;
    const options = { capture: true, passive: true, signal };
    window.addEventListener("scroll", () => this.#requestFrame(), options);
    window.addEventListener("beforeprint", () => this.#print(), { signal });
    window.addEventListener("afterprint", () => this.#endPrint(), { signal });
    new ResizeObserver(() => this.#requestFrame()).observe(list);
    list.addEventListener("keydown", (event) => this.#handleKey(event));
    list.addEventListener("focusin", (event) => this.#activate(indexOf(targetOf(event))));
  }

  /**
   * Show the icons of a source from the first.
   * @param {Source} source
   */
  show(source) {
    this.#source = source;
    this.#active = 0;
    this.redraw();
  }

  /** Draw every card anew: the language or the text's colour has changed. */
  redraw() {
    for (const item of this.cards) this.cards.remove(item);
    this.#draw(0, CARDS_IN_FIRST_FRAME);
  }

  /**
   * Returns the icon of the card that an element belongs to, undefined for any other element.
   * @param {Element} element
   */
  iconOf(element) {
    return this.cards.get(indexOf(element))?.icon;
  }

  /** Move the focus to the first card in sight, once there is one. */
  focusFirst() {
    const top = this.list.getBoundingClientRect().top - this.#margin;
    const index = this.#layout.firstWhole(top, this.#source.total);
    this.#activate(index);
    this.#reveal(index);
    this.#draw();
    this.#focus();
  }

  #focus() {
    const active = this.cards.get(this.#active);
    if (active) part(active.element, ".card").focus({ preventScroll: true });
  }

  /** Put the cards of one page of paper into the document, on a light ground. */
  #print() {
    const { total } = this.#source;
    const { top } = this.list.getBoundingClientRect();
    const inSight = this.#layout.rangeInSight(top, total);
    const first = Math.max(0, Math.min(inSight.first, total - CARDS_PRINTED));
    this.list.classList.add("printed");
    for (const item of this.cards) this.cards.remove(item);
    this.#fill({ first, last: Math.min(total, first + CARDS_PRINTED) }, CARDS_PRINTED);
    this.cards.paint(CARDS_PRINTED);
  }

  #endPrint() {
    this.list.classList.remove("printed");
    this.redraw();
  }

  /** @param {number} [pause] ms */
  #requestFrame(pause) {
    this.#frame ||= requestAnimationFrame(() => this.#draw(pause));
  }

  /**
   * Put the cards in sight into the document.
   * @param {number} pause ms until their icons are fetched and drawn
   * @param {number} most new cards of this frame
   */
  #draw(pause = SCROLL_PAUSE, most = CARDS_PER_FRAME) {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.list.classList.contains("printed")) return; // paper is no window to scroll
    const { total } = this.#source;
    const { top, width } = this.list.getBoundingClientRect();
    this.#layout = Layout.of(this.list, width);
    this.list.style.height = `${this.#layout.height(total)}px`;
    const range = this.#layout.rangeInSight(top, total);
    if (this.#fill(range, most)) this.#requestFrame(pause);
    this.#fetchAhead(range);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(range), pause);
  }

  /**
   * Remove the cards out of range and add missing cards. Returns whether some are still missing.
   * @param {Range} range
   * @param {number} most new cards
   */
  #fill({ first, last }, most) {
    const hadFocus = this.#hasFocus();
    for (const item of this.cards) {
      const { index } = item;
      const isInRange = index >= first && index < last;
      const isFocused = hadFocus && index === this.#active; // without its card the focus is lost
      const isCurrent = item.icon === this.#source.at(index);
      if (!isCurrent || !(isInRange || isFocused)) this.cards.remove(item);
    }
    const missing = this.#missing({ first, last });
    const { total } = this.#source;
    for (const index of missing.slice(0, most)) {
      this.cards.add(index, this.#source.at(index), total);
    }
    this.cards.position(this.#layout);
    if (!this.cards.has(this.#active) && last > first) this.#active = first;
    this.cards.markActive(this.#active);
    if (hadFocus && !this.#hasFocus()) this.#focus(); // its blank card has been replaced
    return missing.length > most;
  }

  /**
   * Returns the indices in a range that have no card, that of the active card first.
   * @param {Range} range
   */
  #missing({ first, last }) {
    const indices = [];
    for (let index = first; index < last; index += 1) {
      if (!this.cards.has(index)) indices.push(index);
    }
    const isActive = (/** @type {number} */ index) => Number(index === this.#active);
    return indices.sort((one, other) => isActive(other) - isActive(one));
  }

  #hasFocus() {
    const root = /** @type {Document | ShadowRoot} */ (this.list.getRootNode());
    return this.list.contains(root.activeElement);
  }

  /**
   * Fetch and draw the icons that stay in sight. An icon that is scrolled past is never requested.
   * @param {Range} range
   */
  async #settle({ first, last }) {
    const source = this.#source;
    try {
      await source.fetch(first, last);
    } catch (error) {
      this.#fail(error, source);
      return;
    }
    const cards = [...this.cards];
    if (cards.some(({ index, icon }) => icon !== this.#source.at(index))) this.#draw(0);
    this.cards.paint();
  }

  /**
   * Fetch the icons around those in sight, if these are here: what a jump leaves behind is not
   * requested, and slow scrolling meets no blank card.
   * @param {Range} range
   */
  #fetchAhead({ first, last }) {
    if (!this.#source.at(first) || !this.#source.at(last - 1)) return;
    const source = this.#source;
    const from = Math.max(0, first - CARDS_AHEAD);
    const ahead = source.fetch(from, Math.min(source.total, last + CARDS_AHEAD));
    ahead.catch((error) => this.#fail(error, source));
  }

  /**
   * @param {unknown} error
   * @param {Source} source that may no longer be shown
   */
  #fail(error, source) {
    if (source === this.#source && !isAbort(error)) this.onError(error);
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    const step = this.#layout.stepOf(event.key);
    const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
    if (step === undefined || isShortcut || !this.#source.total) return;
    event.preventDefault();
    const index = Math.min(Math.max(0, this.#active + step), this.#source.total - 1);
    this.#activate(index);
    this.#reveal(index);
    this.#draw();
    this.#focus();
  }

  /** Returns the pixels at the window's upper edge that something covers. */
  get #margin() {
    return Number.parseFloat(getComputedStyle(this.list).scrollMarginTop) || 0;
  }

  /** @param {number} index */
  #reveal(index) {
    const top = this.list.getBoundingClientRect().top + this.#layout.placeOf(index).top;
    const margin = this.#margin;
    if (top < margin) window.scrollBy({ top: top - margin, behavior: "instant" });
    const beyond = top + this.#layout.pitch - innerHeight;
    if (beyond > 0) window.scrollBy({ top: beyond, behavior: "instant" });
  }

  /** @param {number} index */
  #activate(index) {
    this.#active = index;
    this.cards.markActive(index);
  }
}
