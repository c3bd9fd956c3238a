// The zoom of a picture that is larger than its place on the page: with buttons, the wheel, or two
// fingers.

import { part } from "../elements.js";

/** @import { Point } from "./boxes.js" */
/** @typedef {Point & { span: number }} Fingers their middle in the view, and their distance */

// Chosen by hand.
const STEP = 1.5; // factor of one press of a button, or of one turn of the wheel
const MOST = 8; // times: at 8, a pixel of a 4K screen is about as large as one of the page

/** Enlarges `stage` inside of `view`, which scrolls. */
export class Zoom {
  #factor = 1;
  /** @type {Fingers | null} where two fingers were last */
  #fingers = null;

  /**
   * @param {HTMLElement} view
   * @param {HTMLElement} stage
   * @param {HTMLElement} buttons with the classes `out` and `in`
   */
  constructor(view, stage, buttons) {
    this.view = view;
    this.stage = stage;
    this.buttons = buttons;
    this.#button("in").addEventListener("click", () => this.#to(this.#factor * STEP));
    this.#button("out").addEventListener("click", () => this.#to(this.#factor / STEP));
    view.addEventListener("wheel", (event) => this.#turn(event), { passive: false });
    for (const kind of /** @type {const} */ (["touchstart", "touchmove", "touchend"])) {
      view.addEventListener(kind, (event) => this.#pinch(event), { passive: false });
    }
  }

  /** Returns whether the picture is larger than its place. */
  get isOn() {
    return this.#factor > 1;
  }

  /** Show the whole picture. */
  reset() {
    this.#to(1);
  }

  /**
   * Scroll to an element of an enlarged picture, if it is out of sight.
   * @param {string} selector
   */
  reveal(selector) {
    const element = this.stage.querySelector(selector);
    if (!element || !this.isOn) return;
    const inner = element.getBoundingClientRect();
    const outer = this.view.getBoundingClientRect();
    const isInSight =
      inner.left >= outer.left &&
      inner.right <= outer.right &&
      inner.top >= outer.top &&
      inner.bottom <= outer.bottom;
    if (isInSight) return;
    const left = (inner.left + inner.right - outer.left - outer.right) / 2;
    const top = (inner.top + inner.bottom - outer.top - outer.bottom) / 2;
    this.view.scrollBy({ left, top, behavior: "instant" });
  }

  /** @param {"in" | "out"} name */
  #button(name) {
    return part(this.buttons, `.${name}`, HTMLButtonElement);
  }

  /** @param {WheelEvent} event */
  #turn(event) {
    if (!event.ctrlKey) return; // a plain wheel scrolls; two fingers report a Ctrl
    event.preventDefault();
    this.#to(this.#factor * (event.deltaY < 0 ? STEP : 1 / STEP), this.#inView(event));
  }

  /**
   * Follow two fingers: the point between them stays between them.
   * @param {TouchEvent} event
   */
  #pinch(event) {
    const [one, other] = event.touches;
    const before = this.#fingers;
    this.#fingers = null;
    if (!one || !other) return; // a single finger drags, or scrolls
    if (event.cancelable) event.preventDefault(); // else the browser would zoom the whole page
    const [{ x, y }, end] = [this.#inView(one), this.#inView(other)];
    const middle = { x: (x + end.x) / 2, y: (y + end.y) / 2 };
    const span = Math.max(1, Math.hypot(end.x - x, end.y - y));
    this.#fingers = { ...middle, span };
    if (before) this.#to((this.#factor * span) / before.span, before, middle);
  }

  /**
   * Returns a place in pixels from the view's corner.
   * @param {{ clientX: number, clientY: number }} place
   */
  #inView({ clientX, clientY }) {
    const { left, top } = this.view.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  /**
   * Set the factor. The point that is under `from` is then under `to`.
   * @param {number} factor
   * @param {Point} from pixels from the view's corner; its middle if omitted
   * @param {Point} to
   */
  #to(factor, from = { x: this.view.clientWidth / 2, y: this.view.clientHeight / 2 }, to = from) {
    const within = Math.min(MOST, Math.max(1, factor));
    const growth = within / this.#factor;
    const left = (this.view.scrollLeft + from.x) * growth - to.x;
    const top = (this.view.scrollTop + from.y) * growth - to.y;
    this.#factor = within;
    this.stage.style.setProperty("--zoom", String(within));
    this.view.classList.toggle("zoomed", this.isOn);
    this.view.scrollTo({ left, top, behavior: "instant" });
    this.#button("in").disabled = within >= MOST;
    this.#button("out").disabled = !this.isOn;
  }
}
