// The marks of the icons in a picture: thin outlines that a person can choose.

import { create, targetOf } from "../elements.js";

/** @import { Size } from "./boxes.js" */
/** @import { Box } from "../types.js" */
/** @typedef {{ box: Box, name: string }} Mark */

export class Marks {
  /**
   * @param {HTMLElement} element holds the marks, and lies over the picture
   * @param {(box: Box) => unknown} onChoose
   * @param {(index: number | null) => unknown} onPoint is called with the mark that the pointer or
   *   the focus comes to, and with null when it leaves
   */
  constructor(element, onChoose, onPoint) {
    this.element = element;
    this.onChoose = onChoose;
    for (const kind of ["pointerover", "focusin"]) {
      element.addEventListener(kind, (event) => onPoint(this.#indexOf(targetOf(event))));
    }
    for (const kind of ["pointerout", "focusout"]) {
      element.addEventListener(kind, () => onPoint(null));
    }
  }

  /**
   * @param {Mark[]} marks
   * @param {Size} size of the picture
   */
  show(marks, size) {
    this.element.replaceChildren(...marks.map((mark) => this.#button(mark, size)));
  }

  /**
   * Highlight some marks, and no others.
   * @param {readonly number[]} indices
   */
  highlight(indices) {
    [...this.element.children].forEach((mark, index) => {
      mark.classList.toggle("pointed", indices.includes(index));
    });
  }

  /**
   * @param {Mark} mark
   * @param {Size} size
   */
  #button({ box, name }, size) {
    const outline = create("i");
    const button = create("button", { type: "button", className: "mark", title: name }, outline);
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => this.onChoose(box));
    button.style.left = `${(100 * (box.x + box.width / 2)) / size.width}%`;
    button.style.top = `${(100 * (box.y + box.height / 2)) / size.height}%`;
    // The outline has the box's size also where the button is larger, for a finger.
    outline.style.width = `${(100 * box.width) / size.width}cqw`;
    outline.style.height = `${(100 * box.height) / size.width}cqw`;
    return button;
  }

  /** @param {Element} element */
  #indexOf(element) {
    const mark = element.closest(".mark");
    return mark ? [...this.element.children].indexOf(mark) : null;
  }
}
