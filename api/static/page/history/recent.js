// The last searches: a small picture of each, which opens it again.

import { contextOf, create, part, pngOf } from "../../parts/elements.js";
import { text } from "../../parts/texts.js";

/** @import { Kept, Pictures } from "./pictures.js" */

const SIDE = 80; // pixels of a small picture: twice as many as the page shows, for fine screens

export class RecentSearches {
  /**
   * @param {HTMLElement} element a section with a list and a button that clears it
   * @param {Pictures} pictures
   * @param {(picture: Blob) => unknown} onOpen
   */
  constructor(element, pictures, onOpen) {
    this.element = element;
    this.pictures = pictures;
    this.onOpen = onOpen;
    part(element, ".forget").addEventListener("click", () => this.#forget());
  }

  /**
   * Keep a search.
   * @param {Blob} picture
   * @param {HTMLImageElement | null} image the picture, where the browser can draw it
   * @param {string} name what it was found to be
   */
  async add(picture, image, name) {
    await this.pictures.keep(picture, image && (await thumbOf(image)), name);
    await this.show();
  }

  /** Show the kept searches, the newest first. */
  async show() {
    const kept = await this.pictures.list();
    const list = part(this.element, "ul");
    list.replaceChildren(...kept.map((search) => create("li", {}, this.#button(search))));
    this.element.hidden = kept.length === 0;
  }

  async #forget() {
    await this.pictures.clear();
    await this.show();
    part(document, "#file").focus({ preventScroll: true }); // the button that had it is gone
  }

  /** @param {Kept} kept */
  #button({ picture, thumb, name }) {
    const button = create("button", { type: "button", title: name });
    button.setAttribute("aria-label", text("open_again", { name }));
    button.addEventListener("click", () => this.onOpen(picture));
    const address = thumb ? URL.createObjectURL(thumb) : "static/icon.svg";
    const image = create("img", { alt: "", src: address });
    image.addEventListener("load", () => URL.revokeObjectURL(address));
    button.append(image);
    return button;
  }
}

/**
 * Returns a small square PNG of an image, as large as fits; null where the browser lets no page
 * read what an SVG draws, as one with HTML in it.
 * @param {HTMLImageElement} image
 */
async function thumbOf(image) {
  const { naturalWidth, naturalHeight } = image;
  const scale = SIDE / Math.max(naturalWidth, naturalHeight, 1);
  const [width, height] = [scale * naturalWidth, scale * naturalHeight];
  const canvas = create("canvas", { width: SIDE, height: SIDE });
  const context = contextOf(canvas);
  context.imageSmoothingEnabled = scale < 2; // small crops stay sharp
  context.drawImage(image, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
  try {
    return await pngOf(canvas);
  } catch (error) {
    if (error instanceof DOMException && error.name === "SecurityError") return null;
    throw error;
  }
}
