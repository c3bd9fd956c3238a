// The crop box: the part of a picture that is searched. A person drags it, or moves it with keys.

import { part, targetOf } from "../elements.js";
import { formatNumber, text } from "../texts.js";
import { between, fills, moved, place, stretched } from "./boxes.js";

/** @import { Point, Size } from "./boxes.js" */
/** @import { Zoom } from "./zoom.js" */
/** @import { Box } from "../types.js" */

/**
 * @typedef {object} Drag
 * @property {Point} from where the pointer came down, in pixels of the picture
 * @property {Point} start where the pointer came down, in pixels of the window
 * @property {Box | null} box that is moved or stretched; null where a new one is dragged
 * @property {Box | null} before the box until then
 * @property {string} edges that are moved
 * @property {boolean} isMoved whether this is no click
 */

// All chosen by hand.
const CLICK = 3; // pixels of the window that a pointer moves at most in a click
const KEY_PAUSE = 400; // ms after the last key until the search
const KEY_STEPS = 200; // key presses that move the crop box across the picture
/** @type {Record<string, [number, number]>} */
const DIRECTIONS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class CropBox {
  /** @type {Box | null} */
  #box = null;
  /** @type {Size} pixels of the upright picture */
  #size = { width: 1, height: 1 };
  /** @type {Drag | null} */
  #drag = null;
  #timer = 0;
  isFixed = false; // an SVG has no part to search

  /**
   * @param {HTMLElement} stage exactly covers the picture, and holds the frame
   * @param {Zoom} zoom
   * @param {(crop: Box | null) => unknown} onCrop is called with null for the whole picture
   */
  constructor(stage, zoom, onCrop) {
    this.stage = stage;
    this.zoom = zoom;
    this.onCrop = onCrop;
    this.frame = part(stage, ".frame");
    stage.addEventListener("pointerdown", (event) => this.#startDrag(event));
    stage.addEventListener("pointermove", (event) => this.#continueDrag(event));
    stage.addEventListener("pointerup", () => this.#endDrag());
    stage.addEventListener("pointercancel", () => this.#cancelDrag());
    this.frame.addEventListener("keydown", (event) => this.#handleKey(event));
  }

  /** @param {Size} size pixels of the upright picture */
  measure(size) {
    this.#size = size;
  }

  /**
   * Show the box of an answer, unless a person moves the box: it would be the old one again.
   * @param {Box | null} box
   */
  follow(box) {
    if (!this.#drag && !this.#timer) this.show(box);
  }

  /** Let the box go: no search follows a drag, or keys, of before. */
  release() {
    this.#drag = null;
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  /** @param {Box | null} box null hides the frame */
  show(box) {
    this.#box = box;
    this.frame.hidden = box === null;
    if (box) place(this.frame, box, this.#size);
    this.translate();
  }

  /** Set the text for screen readers in the current language. */
  translate() {
    if (!this.#box) return;
    const { x, y, width, height } = this.#box;
    const size = { width: formatNumber(width), height: formatNumber(height) };
    const label = text("crop", { ...size, x: formatNumber(x), y: formatNumber(y) });
    this.frame.setAttribute("aria-label", label);
  }

  /**
   * Returns where a pointer is, in pixels of the picture.
   * @param {PointerEvent} event
   */
  #point({ clientX, clientY }) {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    const x = ((clientX - left) / width) * this.#size.width;
    const y = ((clientY - top) / height) * this.#size.height;
    return { x, y };
  }

  /** @param {PointerEvent} event */
  #startDrag(event) {
    const target = targetOf(event);
    if (!event.isPrimary) this.#cancelDrag(); // two fingers zoom
    if (!event.isPrimary || event.button !== 0 || this.isFixed || target.closest(".mark")) return;
    const scrolls = this.zoom.isOn && event.pointerType === "touch";
    if (scrolls && !this.frame.contains(target)) return;
    event.preventDefault();
    this.frame.focus({ preventScroll: true });
    this.#drag = this.#begun(event, target);
    this.stage.setPointerCapture(event.pointerId);
  }

  /**
   * Returns the drag that begins at an element.
   * @param {PointerEvent} event
   * @param {HTMLElement} target
   * @returns {Drag}
   */
  #begun(event, target) {
    const before = this.#box;
    const isFilled = before !== null && fills(before, this.#size);
    const isNew = !this.frame.contains(target) || (target === this.frame && isFilled);
    return {
      from: this.#point(event),
      start: { x: event.clientX, y: event.clientY },
      box: isNew ? null : before,
      before,
      edges: target.dataset.edges ?? "",
      isMoved: false,
    };
  }

  /** @param {PointerEvent} event */
  #continueDrag(event) {
    if (!this.#drag) return;
    const { from, start, box, edges } = this.#drag;
    this.#drag.isMoved ||= Math.hypot(event.clientX - start.x, event.clientY - start.y) > CLICK;
    if (!this.#drag.isMoved) return;
    const to = this.#point(event);
    const by = { x: to.x - from.x, y: to.y - from.y };
    if (!box) this.show(between(from, to, this.#size));
    else if (edges) this.show(stretched(box, edges, by, this.#size));
    else this.show(moved(box, by, this.#size));
  }

  #endDrag() {
    const isMoved = this.#drag?.isMoved;
    this.#drag = null;
    if (isMoved) this.#search(this.#box);
  }

  #cancelDrag() {
    if (this.#drag) this.show(this.#drag.before);
    this.#drag = null;
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (event.key === "Escape") this.#search(null);
    if (event.key === "Enter") this.#search(this.#box);
    const direction = DIRECTIONS[event.key];
    if (!direction || !this.#box) return;
    event.preventDefault();
    const step = Math.max(1, Math.round(this.#size.width / KEY_STEPS));
    const by = { x: step * direction[0], y: step * direction[1] };
    if (event.shiftKey) this.show(stretched(this.#box, "se", by, this.#size));
    else this.show(moved(this.#box, by, this.#size));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(this.#box), KEY_PAUSE);
  }

  /** @param {Box | null} box */
  #search(box) {
    this.release();
    this.onCrop(box);
  }
}
