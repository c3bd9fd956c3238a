// The zoom of a picture that is larger than its place on the page.

import { part } from "../elements.js";

// Chosen by hand.
const STEP = 1.5; // factor of one press of a button, or of one turn of the wheel
const MOST = 8; // times: at 8, a pixel of a 4K screen is about as large as one of the page

/** Enlarges `stage` inside of `view`, which scrolls. */
export class Zoom {
  #factor = 1;

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
    const { left, top } = this.view.getBoundingClientRect();
    const at = { x: event.clientX - left, y: event.clientY - top };
    this.#to(this.#factor * (event.deltaY < 0 ? STEP : 1 / STEP), at);
  }

  /**
   * Set the factor. The point under `at` stays where it is.
   * @param {number} factor
   * @param {{ x: number, y: number }} at pixels from the view's corner
   */
  #to(factor, at = { x: this.view.clientWidth / 2, y: this.view.clientHeight / 2 }) {
    const within = Math.min(MOST, Math.max(1, factor));
    const growth = within / this.#factor;
    const left = (this.view.scrollLeft + at.x) * growth - at.x;
    const top = (this.view.scrollTop + at.y) * growth - at.y;
    this.#factor = within;
    this.stage.style.setProperty("--zoom", String(within));
    this.view.classList.toggle("zoomed", this.isOn);
    this.view.scrollTo({ left, top, behavior: "instant" });
    this.#button("in").disabled = within >= MOST;
    this.#button("out").disabled = !this.isOn;
  }
}
