// The picture of a search, the bounding box that the service found in it, the crop box that a
// person drags, and the marks of further icons.

import { create, part } from "../elements.js";
import { text, translate } from "../texts.js";
import { around, place } from "./boxes.js";
import { CropBox } from "./crop.js";
import { Marks } from "./marks.js";
import { Zoom } from "./zoom.js";

/** @import { Size } from "./boxes.js" */
/** @import { Mark } from "./marks.js" */
/** @import { Box, Query } from "../types.js" */

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

export class Stage {
  /** @type {Size} pixels of the upright picture */
  #size = { width: 1, height: 1 };

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
    this.buttons = part(parent, ".zoom");
    this.picture = part(parent, ".picture", HTMLImageElement);
    this.found = part(parent, ".seen");
    const stage = part(parent, ".stage");
    this.zoom = new Zoom(part(parent, ".view"), stage, this.buttons);
    this.crop = new CropBox(stage, this.zoom, onCrop);
    this.marks = new Marks(part(parent, ".marks"), (box) => this.open(box), onPoint);
    this.picture.addEventListener("load", () => {
      this.#measure(this.picture.naturalWidth, this.picture.naturalHeight);
    });
  }

  /**
   * Show another picture; null shows none.
   * @param {Blob | null} picture
   */
  load(picture) {
    URL.revokeObjectURL(this.picture.src);
    this.crop.isFixed = false;
    this.crop.release();
    this.crop.show(null);
    this.found.hidden = true;
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
    this.crop.isFixed = query.reading === "drawing";
    if (this.crop.isFixed) return;
    this.#measure(query.width, query.height);
    this.crop.frame.classList.toggle("cropped", crop !== null);
    this.found.hidden = crop === null;
    place(this.found, query.box, this.#size);
    this.crop.follow(crop ?? query.box);
    if (marks.length || !crop) this.marks.show(marks, this.#size);
    this.zoom.reveal(".frame");
  }

  /**
   * Show the icons of a whole window, without a crop box.
   * @param {Size} size pixels of the upright picture
   * @param {Mark[]} marks
   */
  showWindow({ width, height }, marks) {
    this.#measure(width, height);
    this.crop.follow(null);
    this.found.hidden = true;
    this.marks.show(marks, this.#size);
  }

  /** End what a person does with the crop box: another part is searched. */
  release() {
    this.crop.release();
  }

  /**
   * Search a box of the picture alone, with a margin around it.
   * @param {Box} box
   */
  open(box) {
    return this.onCrop(around(box, this.#size));
  }

  /**
   * Point at some marks, and at no others.
   * @param {readonly number[]} indices
   */
  point(indices) {
    this.marks.highlight(indices);
    this.zoom.reveal(".pointed");
  }

  /** Set the texts for screen readers in the current language. */
  translate() {
    this.picture.alt = text("picture");
    translate(this.buttons);
    this.crop.translate();
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #measure(width, height) {
    const isNarrow = width < NARROW;
    this.#size = { width, height };
    this.crop.measure(this.#size);
    this.framed.style.setProperty("--ratio", String(width / height));
    this.framed.style.setProperty("--enlarged", `${width * (isNarrow ? ENLARGED : 1)}px`);
    this.buttons.hidden = width <= LARGE;
    this.picture.classList.toggle("small", isNarrow);
  }
}
