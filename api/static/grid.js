// A grid of any number of icons, of which only those in sight are in the document. Arrow keys go from one to the next.

import { card, paint } from "./cards.js";
import { say } from "./texts.js";

const COLUMN = 8.5; // rem, the least
const GAP = 0.75; // rem
const OVERSCAN = 1; // rows beyond either edge
const MOST_NEW = 5; // cards a frame, so that no frame takes long however far it was scrolled
const MOST_FIRST = 40; // and in the first frame of an answer, which is waited for
const REST = 60; // ms without scrolling after which what is in sight is fetched
const STEPS = { ArrowLeft: () => -1, ArrowRight: () => 1, ArrowUp: (grid) => -grid.columns, ArrowDown: (grid) => grid.columns };

/** Icons that are all there already, as a search answers them. */
export class Found {
  constructor(icons) {
    this.icons = icons;
    this.total = icons.length;
  }

  at(index) {
    return this.icons[index];
  }

  async fetch() {}
}

export class Grid {
  #items = new Map(); // index → { element, icon, leave }
  #source = new Found([]);
  #active = 0;
  #frame = 0;
  #rest = 0;

  /** `list` is an <ol> whose --row is a card's height in rem; `more` is whether cards offer icons like theirs; `signal` ends it. */
  constructor(list, client, { more, onError, signal }) {
    Object.assign(this, { list, client, more, onError, columns: 1 });
    window.addEventListener("scroll", () => this.#drawLater(), { capture: true, passive: true, signal });
    new ResizeObserver(() => this.#drawLater()).observe(list);
    list.addEventListener("keydown", (event) => this.#move(event));
    list.addEventListener("focusin", ({ target }) => this.#activate(Number(target.closest("li").dataset.index)));
  }

  /** Show the icons of a source: its `total`, `at(index)`, which is undefined until `fetch(first, last)` is done. */
  show(source) {
    this.#source = source;
    this.#active = 0;
    this.redraw();
  }

  /** Draw every card anew: after another language, or another colour of the text. */
  redraw() {
    this.#items.forEach((item) => this.#remove(item));
    this.#draw(0, MOST_FIRST);
  }

  /** The icon that an element of a card belongs to, undefined for any other element. */
  iconOf(element) {
    return this.#items.get(Number(element.closest("li")?.dataset.index))?.icon;
  }

  focus() {
    this.#items.get(this.#active)?.element.querySelector(".card")?.focus({ preventScroll: true });
  }

  #drawLater(rest) {
    this.#frame ||= requestAnimationFrame(() => this.#draw(rest));
  }

  #draw(rest = REST, most = MOST_NEW) {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const { top, width } = this.list.getBoundingClientRect();
    const gap = GAP * rem;
    this.columns = Math.max(1, Math.floor((width + gap) / (COLUMN * rem + gap)));
    this.pitch = parseFloat(getComputedStyle(this.list).getPropertyValue("--row")) * rem + gap;
    this.#place(width, gap);
    const rows = Math.ceil(this.#source.total / this.columns);
    this.list.style.height = `${Math.max(0, rows * this.pitch - gap)}px`;
    const first = Math.max(0, Math.floor(-top / this.pitch) - OVERSCAN) * this.columns;
    const last = Math.min(this.#source.total, (Math.ceil((innerHeight - top) / this.pitch) + OVERSCAN) * this.columns);
    if (this.#fill(first, last, most)) this.#drawLater(rest);
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#settle(first, last), rest);
  }

  #place(width, gap) {
    const column = (width + gap) / this.columns;
    this.spot = (index) => [(index % this.columns) * column, Math.floor(index / this.columns) * this.pitch, column - gap];
  }

  /** Whether there are more cards in sight than a frame has time for. */
  #fill(first, last, most) {
    const isFocused = this.#hasFocus();
    for (const [index, item] of this.#items) {
      const isKept = (index >= first && index < last) || (isFocused && index === this.#active); // the focus must not get lost
      if (!isKept || item.icon !== this.#source.at(index)) this.#remove(item);
    }
    const inSight = Array.from({ length: Math.max(0, last - first) }, (_, place) => first + place);
    const missing = inSight.filter((index) => !this.#items.has(index));
    missing.sort((one, other) => (other === this.#active) - (one === this.#active)); // first the one that gets the focus
    missing.slice(0, most).forEach((index) => this.#add(index));
    for (const [index, { element }] of this.#items) this.#position(element, index);
    if (!this.#items.has(this.#active) && last > first) this.#activate(first);
    this.#mark();
    if (isFocused && !this.#hasFocus()) this.focus(); // a card that was waiting for its record has been replaced
    return missing.length > most;
  }

  #hasFocus() {
    return this.list.contains(this.list.getRootNode().activeElement);
  }

  #add(index) {
    const icon = this.#source.at(index);
    const element = icon ? card(icon, this.more) : blank();
    element.dataset.index = index;
    element.setAttribute("aria-setsize", this.#source.total);
    element.setAttribute("aria-posinset", index + 1);
    this.#items.set(index, { index, element, icon, painting: null });
    const following = [...this.list.children].find((other) => Number(other.dataset.index) > index);
    this.list.insertBefore(element, following ?? null);
  }

  #position(element, index) {
    const [left, top, width] = this.spot(index);
    element.style.transform = `translate(${left}px, ${top}px)`;
    element.style.width = `${width}px`;
  }

  #remove(item) {
    item.painting?.abort();
    item.element.remove();
    this.#items.delete(item.index);
  }

  /** Fetch the records of what stays in sight, and draw its pictures. What is scrolled past is never asked for. */
  async #settle(first, last) {
    try {
      await this.#source.fetch(first, last);
    } catch (error) {
      if (error.name !== "AbortError") this.onError(error);
      return;
    }
    if ([...this.#items.values()].some(({ index, icon }) => icon !== this.#source.at(index))) this.#draw(0);
    for (const item of this.#items.values()) if (item.icon && !item.painting) this.#paint(item);
  }

  async #paint(item) {
    item.painting = new AbortController();
    try {
      await paint(item.element.querySelector(".tile"), item.icon, this.client, item.painting.signal);
    } catch (error) {
      if (!item.painting.signal.aborted) this.onError(error);
    }
  }

  #move(event) {
    const step = STEPS[event.key]?.(this) ?? { Home: -Infinity, End: Infinity }[event.key] ?? this.#page(event.key);
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || !this.#source.total) return;
    event.preventDefault();
    const index = Math.min(Math.max(0, this.#active + step), this.#source.total - 1);
    this.#activate(index);
    this.#reveal(index);
    this.#draw();
    this.focus();
  }

  #page(key) {
    const rows = Math.max(1, Math.floor(innerHeight / this.pitch) - 1) * this.columns;
    return { PageUp: -rows, PageDown: rows }[key];
  }

  #reveal(index) {
    const top = this.list.getBoundingClientRect().top + this.spot(index)[1];
    const margin = parseFloat(getComputedStyle(this.list).scrollMarginTop) || 0;
    if (top < margin) window.scrollBy({ top: top - margin, behavior: "instant" });
    const beyond = top + this.pitch - innerHeight;
    if (beyond > 0) window.scrollBy({ top: beyond, behavior: "instant" });
  }

  /** One card is the one that Tab reaches. */
  #activate(index) {
    this.#active = index;
    this.#mark();
  }

  #mark() {
    for (const button of this.list.querySelectorAll("[tabindex='0']")) button.tabIndex = -1;
    this.#items.get(this.#active)?.element.querySelectorAll("button").forEach((button) => (button.tabIndex = 0));
  }
}

function blank() {
  const item = document.createElement("li");
  item.className = "waiting";
  item.append(Object.assign(document.createElement("button"), { type: "button", className: "card", textContent: say("loading"), tabIndex: -1 }));
  return item;
}
