// The picture that was searched with, what the service saw in it, and the box that a person drags to correct that.

import { say, sayNumber } from "./texts.js";

const STAGE = document.createElement("template");
STAGE.innerHTML = `
  <div class="stage" hidden>
    <img class="picture" alt="" draggable="false"><div class="seen" hidden></div>
    <div class="frame" role="application" tabindex="0" hidden>${["nw", "ne", "sw", "se"].map((edges) => `<i data-edges="${edges}"></i>`).join("")}</div>
    <div class="marks"></div>
  </div>`;
const SMALL = 256; // pixels: a narrower picture is shown with its pixels sharp
const LEAST = 4; // pixels of a box's side
const FILLED = 0.6; // of the picture's width and height
const REST = 400; // ms after the last key before the search
const MARGIN = 0.2; // of a mark's longer side, around it: the service wants to see what an icon stands on
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Stage {
  #box = null; // in pixels of the upright picture
  #size = { width: 1, height: 1 };
  #drag = null;
  #rest = 0;

  /** Appends itself to `parent`; `onCrop` is called with a box, or with null for the whole picture. */
  constructor(parent, onCrop) {
    this.element = STAGE.content.firstElementChild.cloneNode(true);
    this.onCrop = onCrop;
    [this.picture, this.seen, this.frame, this.marks] = this.element.children;
    this.picture.addEventListener("load", () => this.#measure(this.picture.naturalWidth, this.picture.naturalHeight));
    this.element.addEventListener("pointerdown", (event) => this.#grab(event));
    this.element.addEventListener("pointermove", (event) => this.#drag && this.#pull(event));
    this.element.addEventListener("pointerup", () => this.#drop());
    this.element.addEventListener("pointercancel", () => (this.#drag = null));
    this.frame.addEventListener("keydown", (event) => this.#key(event));
    parent.append(this.element);
  }

  /** Show another picture, a File or Blob; null shows none. */
  load(file) {
    URL.revokeObjectURL(this.picture.src);
    this.#box = null;
    this.seen.hidden = this.frame.hidden = true;
    this.element.hidden = file === null;
    this.marks.replaceChildren();
    if (file) this.picture.src = URL.createObjectURL(file);
    else this.picture.removeAttribute("src");
    this.translate();
  }

  /** Show what the service saw: the `query` of its answer, and the box that it was told to look at, null for none. */
  answer(query, crop) {
    this.#measure(query.width, query.height);
    this.frame.classList.toggle("cropped", crop !== null);
    this.seen.hidden = crop === null;
    place(this.seen, query.box, this.#size);
    this.#frame(crop ?? query.box);
  }

  /** Offer boxes to choose from, each with its name. */
  offer(boxes) {
    this.marks.replaceChildren(
      ...boxes.map(({ box, name }) => {
        const mark = Object.assign(document.createElement("button"), { type: "button", className: "mark", title: name });
        mark.setAttribute("aria-label", name);
        mark.addEventListener("click", () => this.onCrop(this.#around(box)));
        place(mark, box, this.#size);
        return mark;
      }),
    );
  }

  /** Say what a screen reader hears in the language that is spoken now. */
  translate() {
    this.picture.alt = say("picture");
    if (!this.#box) return;
    const { x, y, width, height } = this.#box;
    const [w, h, left, top] = [width, height, x, y].map((value) => sayNumber(value));
    this.frame.setAttribute("aria-label", say("crop", { width: w, height: h, x: left, y: top }));
  }

  #measure(width, height) {
    this.#size = { width, height };
    this.element.style.setProperty("--ratio", width / height);
    this.element.style.setProperty("--enlarged", `${width * (width < SMALL ? 6 : 1)}px`);
    this.picture.classList.toggle("small", width < SMALL);
  }

  #frame(box) {
    this.#box = box;
    this.frame.hidden = false;
    place(this.frame, box, this.#size);
    this.translate();
  }

  #around({ x, y, width, height }) {
    const margin = Math.max(LEAST, MARGIN * Math.max(width, height));
    return this.#within(x - margin, y - margin, x + width + margin, y + height + margin);
  }

  /** The box between two corners, in whole pixels of the picture. */
  #within(left, top, right, bottom) {
    const limit = (value, most) => Math.round(Math.min(Math.max(0, value), most));
    const [x, y] = [limit(Math.min(left, right), this.#size.width - LEAST), limit(Math.min(top, bottom), this.#size.height - LEAST)];
    const width = Math.max(LEAST, limit(Math.max(left, right), this.#size.width) - x);
    return { x, y, width, height: Math.max(LEAST, limit(Math.max(top, bottom), this.#size.height) - y) };
  }

  #point({ clientX, clientY }) {
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    return [((clientX - left) / width) * this.#size.width, ((clientY - top) / height) * this.#size.height];
  }

  #grab(event) {
    if (event.button !== 0 || event.target.closest(".mark")) return;
    event.preventDefault();
    this.frame.focus({ preventScroll: true });
    const isNew = !this.frame.contains(event.target) || (event.target === this.frame && this.#fills(this.#box));
    this.#drag = { from: this.#point(event), box: isNew ? null : this.#box, edges: event.target.dataset.edges, moved: false };
    this.element.setPointerCapture(event.pointerId);
  }

  /** Whether a box leaves too little of the picture to be moved: who drags inside of it means another. */
  #fills({ width, height }) {
    return width > FILLED * this.#size.width && height > FILLED * this.#size.height;
  }

  #pull(event) {
    const { from, box, edges } = this.#drag;
    const to = this.#point(event);
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    this.#drag.moved = true;
    if (!box) this.#frame(this.#within(...from, ...to));
    else if (edges) this.#frame(this.#stretched(box, edges, dx, dy));
    else this.#frame(this.#moved(box, dx, dy));
  }

  #drop() {
    const isMoved = this.#drag?.moved;
    this.#drag = null;
    if (isMoved) this.onCrop(this.#box);
  }

  #stretched({ x, y, width, height }, edges, dx, dy) {
    const [left, right] = edges.includes("w") ? [x + dx, x + width] : [x, x + width + dx];
    const [top, bottom] = edges.includes("n") ? [y + dy, y + height] : [y, y + height + dy];
    return this.#within(left, top, right, bottom);
  }

  #moved({ x, y, width, height }, dx, dy) {
    const left = Math.min(Math.max(0, x + dx), this.#size.width - width);
    const top = Math.min(Math.max(0, y + dy), this.#size.height - height);
    return this.#within(left, top, left + width, top + height);
  }

  #key(event) {
    if (event.key === "Escape") this.onCrop(null);
    if (event.key === "Enter") this.#search();
    const [right, down] = ARROWS[event.key] ?? [0, 0];
    if (!right && !down) return;
    event.preventDefault();
    const step = Math.max(1, Math.round(this.#size.width / 200));
    this.#frame((event.shiftKey ? this.#stretched(this.#box, "se", step * right, step * down) : this.#moved(this.#box, step * right, step * down)));
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#search(), REST);
  }

  #search() {
    clearTimeout(this.#rest);
    this.onCrop(this.#box);
  }
}

function place(element, box, { width, height }) {
  const percent = (part, whole) => `${(100 * part) / whole}%`;
  Object.assign(element.style, {
    left: percent(box.x, width),
    top: percent(box.y, height),
    width: percent(box.width, width),
    height: percent(box.height, height),
  });
}
