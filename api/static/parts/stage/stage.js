// The picture of a search, the bounding box that the service found in it, the crop box that a
// person drags, and the marks of further icons.

import { create, part, targetOf } from "../elements.js";
import { formatNumber, text, translate } from "../texts.js";
import { around, between, fills, moved, place, stretched } from "./boxes.js";
import { Marks } from "./marks.js";
import { Zoom } from "./zoom.js";

/** @import { Point, Size } from "./boxes.js" */
/** @import { Mark } from "./marks.js" */
/** @import { Box, Query } from "../types.js" */
/** @typedef {{ from: Point, box: Box | null, edges: string, isMoved: boolean }} Drag */

const STAGE = create("template");
STAGE.innerHTML = `
  <div class="framed" hidden>
    <div class="view">
      <div class="stage">
        <img class="picture" alt="" draggable="false"><div class="seen" hidden></div>
        <div class="frame" role="application" tabindex="0" hidden>
          <i data-edges="nw"></i><i data-edges="ne"></i>
          <i data-edges="sw"></i><i data-edges="se"></i>
        </div>
        <div class="marks"></div>
      </div>
    </div>
    <div class="zoom" role="group" data-label="zoom" hidden>
      <button type="button" class="out" data-label="zoom_out" disabled>−</button>
      <button type="button" class="in" data-label="zoom_in">+</button>
    </div>
  </div>`;
// All chosen by hand.
const NARROW = 256; // pixels; a narrower picture is enlarged, its pixels sharp
const ENLARGED = 6; // times
const LARGE = 480; // pixels; a wider picture can be enlarged by a person
const KEY_PAUSE = 400; // ms after the last key until the search
const KEY_STEPS = 200; // key presses that move the crop box across the picture
/** @type {Record<string, [number, number]>} */
const DIRECTIONS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Stage {
  /** @type {Box | null} the box in the frame */
  #box = null;
  /** @type {Size} pixels of the upright picture */
  #size = { width: 1, height: 1 };
  /** @type {Drag | null} */
  #drag = null;
  #timer = 0;
  #isDrawing = false; // an SVG has no part to search

  /**
   * Append the stage to `parent`.
   * @param {HTMLElement} parent
   * @param {(crop: Box | null) => unknown} onCrop is called with null for the whole picture
   * @param {(index: number | null) => unknown} onPoint is called with the mark that a person
   *   points at
   */
  constructor(parent, onCrop, onPoint = () => {}) {
    parent.append(STAGE.content.cloneNode(true));
    this.onCrop = onCrop;
    this.framed = part(parent, ".framed");
    this.element = part(parent, ".stage");
    this.buttons = part(parent, ".zoom");
    this.zoom = new Zoom(part(parent, ".view"), this.element, this.buttons);
    this.picture = part(parent, ".picture", HTMLImageElement);
    this.found = part(parent, ".seen");
    this.frame = part(parent, ".frame");
    this.marks = new Marks(part(parent, ".marks"), (box) => this.open(box), onPoint);
    this.picture.addEventListener("load", () => {
      this.#measure(this.picture.naturalWidth, this.picture.naturalHeight);
    });
    this.element.addEventListener("pointerdown", (event) => this.#startDrag(event));
    this.element.addEventListener("pointermove", (event) => this.#continueDrag(event));
    this.element.addEventListener("pointerup", () => this.#endDrag());
    this.element.addEventListener("pointercancel", () => {
      this.#drag = null;
    });
    this.frame.addEventListener("keydown", (event) => this.#handleKey(event));
  }

  /**
   * Show another picture; null shows none.
   * @param {Blob | null} picture
   */
  load(picture) {
    URL.revokeObjectURL(this.picture.src);
    this.#box = null;
    this.#isDrawing = false;
    this.found.hidden = true;
    this.frame.hidden = true;
    this.framed.hidden = picture === null;
    this.zoom.reset();
    this.marks.show([], this.#size);
    if (picture) this.picture.src = URL.createObjectURL(picture);
    else this.picture.removeAttribute("src");
    this.translate();
  }

  /**
   * Show what the service found.
   * @param {Query} query
   * @param {Box | null} crop the part that it searched; null for the whole picture
   * @param {Mark[]} marks of the further icons; around one icon those of the whole picture stay
   */
  show(query, crop, marks) {
    this.#isDrawing = query.reading === "drawing";
    if (this.#isDrawing) return;
    this.#measure(query.width, query.height);
    this.frame.classList.toggle("cropped", crop !== null);
    this.found.hidden = crop === null;
    place(this.found, query.box, this.#size);
    this.#setFrame(crop ?? query.box);
    if (marks.length || !crop) this.mark(marks);
  }

  /**
   * Show the icons of a whole window, without a crop box.
   * @param {Size} size pixels of the upright picture
   * @param {Mark[]} marks
   */
  showWindow({ width, height }, marks) {
    this.#measure(width, height);
    this.#box = null;
    this.found.hidden = true;
    this.frame.hidden = true;
    this.mark(marks);
  }

  /**
   * Search a box of the picture alone, with a margin around it.
   * @param {Box} box
   */
  open(box) {
    return this.onCrop(around(box, this.#size));
  }

  /**
   * Mark boxes that a person can choose.
   * @param {Mark[]} marks
   */
  mark(marks) {
    this.marks.show(marks, this.#size);
  }

  /** Set the texts for screen readers in the current language. */
  translate() {
    this.picture.alt = text("picture");
    translate(this.buttons);
    if (!this.#box) return;
    const { x, y, width, height } = this.#box;
    const size = { width: formatNumber(width), height: formatNumber(height) };
    const label = text("crop", { ...size, x: formatNumber(x), y: formatNumber(y) });
    this.frame.setAttribute("aria-label", label);
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #measure(width, height) {
    const isNarrow = width < NARROW;
    this.#size = { width, height };
    this.framed.style.setProperty("--ratio", String(width / height));
    this.framed.style.setProperty("--enlarged", `${width * (isNarrow ? ENLARGED : 1)}px`);
    this.buttons.hidden = width <= LARGE;
    this.picture.classList.toggle("small", isNarrow);
  }

  /** @param {Box} box */
  #setFrame(box) {
    this.#box = box;
    this.frame.hidden = false;
    place(this.frame, box, this.#size);
    this.translate();
  }

  /**
   * Returns where a pointer is, in pixels of the picture.
   * @param {PointerEvent} event
   */
  #point({ clientX, clientY }) {
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    const x = ((clientX - left) / width) * this.#size.width;
    const y = ((clientY - top) / height) * this.#size.height;
    return { x, y };
  }

  /** @param {PointerEvent} event */
  #startDrag(event) {
    const target = targetOf(event);
    if (event.button !== 0 || this.#isDrawing || target.closest(".mark")) return;
    const scrolls = this.zoom.isOn && event.pointerType === "touch";
    if (scrolls && !this.frame.contains(target)) return;
    event.preventDefault();
    this.frame.focus({ preventScroll: true });
    const isFilled = this.#box !== null && fills(this.#box, this.#size);
    const isNew = !this.frame.contains(target) || (target === this.frame && isFilled);
    this.#drag = {
      from: this.#point(event),
      box: isNew ? null : this.#box,
      edges: target.dataset.edges ?? "",
      isMoved: false,
    };
    this.element.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #continueDrag(event) {
    if (!this.#drag) return;
    const { from, box, edges } = this.#drag;
    const to = this.#point(event);
    const by = { x: to.x - from.x, y: to.y - from.y };
    this.#drag.isMoved = true;
    if (!box) this.#setFrame(between(from, to, this.#size));
    else if (edges) this.#setFrame(stretched(box, edges, by, this.#size));
    else this.#setFrame(moved(box, by, this.#size));
  }

  #endDrag() {
    const isMoved = this.#drag?.isMoved;
    this.#drag = null;
    if (isMoved) this.onCrop(this.#box);
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (event.key === "Escape") this.onCrop(null);
    if (event.key === "Enter") this.#search();
    const direction = DIRECTIONS[event.key];
    if (!direction || !this.#box) return;
    event.preventDefault();
    const step = Math.max(1, Math.round(this.#size.width / KEY_STEPS));
    const by = { x: step * direction[0], y: step * direction[1] };
    if (event.shiftKey) this.#setFrame(stretched(this.#box, "se", by, this.#size));
    else this.#setFrame(moved(this.#box, by, this.#size));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), KEY_PAUSE);
  }

  #search() {
    clearTimeout(this.#timer);
    this.onCrop(this.#box);
  }
}
