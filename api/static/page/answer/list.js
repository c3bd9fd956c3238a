// The list of the icons in a picture: a crop, the library's icon, its name and verdict, and a
// button that copies. Row and mark point at each other.

import { paint } from "../../parts/cards.js";
import { create, part, targetOf } from "../../parts/elements.js";
import { formatNumber, text, translate } from "../../parts/texts.js";
import { cutoutOf } from "./cutout.js";
import { grouped } from "./groups.js";

/** @import { Client } from "../../parts/client.js" */
/** @import { Further } from "../../parts/types.js" */
/** @import { Outcome } from "../find.js" */
/** @import { Group } from "./groups.js" */

const SIDE = 88; // pixels of a crop's canvas: twice as many as the page shows, for fine screens
const ROW = create("template");
ROW.innerHTML = `
  <li>
    <button type="button" class="open">
      <span class="tile crop"></span>
      <span class="tile icon"><img alt="" draggable="false"></span>
      <span class="words">
        <span class="name"></span>
        <span class="fields"><span class="count"></span><span class="verdict"></span></span>
      </span>
    </button>
    <button type="button" class="copy" data-text="copy"></button>
    <button type="button" class="details">⋯</button>
  </li>`.replace(/>\s+</g, "><");

/**
 * @typedef {object} Listeners
 * @property {(place: Further) => unknown} onOpen is called with the place to search alone
 * @property {(indices: readonly number[]) => unknown} onPoint is called with the places of the row
 *   that a person points at
 */

export class PlaceList {
  /** @type {Group[]} */
  #groups = [];
  /** @type {Outcome | null} */
  #outcome = null;
  #closing = new AbortController();

  /**
   * @param {HTMLElement} element a section with a title and an <ol>
   * @param {Client} client
   * @param {Listeners} listeners
   */
  constructor(element, client, { onOpen, onPoint }) {
    this.element = element;
    this.client = client;
    this.list = part(element, "ol");
    this.list.addEventListener("click", (event) => {
      const icon = targetOf(event).closest(".open") && this.iconOf(targetOf(event));
      if (icon) onOpen(icon);
    });
    for (const kind of ["pointerover", "focusin"]) {
      this.list.addEventListener(kind, (event) => onPoint(this.#indicesOf(targetOf(event))));
    }
    for (const kind of ["pointerout", "focusout"]) {
      this.list.addEventListener(kind, () => onPoint([]));
    }
  }

  /** Returns the names of the list's icons, each once, without those that the library lacks. */
  get names() {
    const icons = this.#groups.map(({ icon }) => icon);
    return icons.filter(({ verdict }) => verdict !== "absent").map(({ name }) => name);
  }

  /**
   * Show the places of an outcome; a list without any is hidden.
   * @param {Outcome} outcome
   */
  async show(outcome) {
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#outcome = outcome;
    this.#groups = grouped(outcome.places);
    this.element.hidden = this.#groups.length === 0;
    const rows = this.#groups.map((group, index) => this.#row(group, index));
    this.list.replaceChildren(...rows);
    this.translate();
    const { signal } = this.#closing;
    await Promise.all(
      this.#groups.map(({ icon }, index) => {
        const row = /** @type {HTMLElement} */ (rows[index]);
        return paint(part(row, ".icon"), icon, this.client, signal);
      }),
    );
  }

  /** Write every text in the current language. */
  translate() {
    translate(this.element);
    const count = formatNumber(this.#outcome?.places.length ?? 0);
    const title = this.#outcome?.window ? text("places", { n: count }) : text("further");
    part(this.element, "h2").textContent = title;
    this.#groups.forEach((group, index) => {
      write(/** @type {HTMLElement} */ (this.list.children[index]), group);
    });
  }

  /**
   * Returns the icon of the row that an element belongs to, undefined for any other element.
   * @param {Element} element
   */
  iconOf(element) {
    return this.#groupOf(element)?.icon;
  }

  /**
   * Highlight the row of a place; null highlights none.
   * @param {number | null} place
   */
  highlight(place) {
    this.#groups.forEach(({ indices }, index) => {
      const isPointed = place !== null && indices.includes(place);
      this.list.children[index]?.classList.toggle("pointed", isPointed);
    });
  }

  /** Focus the first button that copies. */
  focus() {
    part(this.list, ".copy").focus({ preventScroll: true });
  }

  /** @param {Element} element */
  #groupOf(element) {
    const row = element.closest("li");
    return row?.parentElement === this.list ? this.#groups[Number(row.dataset.index)] : undefined;
  }

  /** @param {Element} element */
  #indicesOf(element) {
    return this.#groupOf(element)?.indices ?? [];
  }

  /**
   * @param {Group} group
   * @param {number} index
   */
  #row({ icon }, index) {
    const row = part(/** @type {HTMLElement} */ (ROW.content.cloneNode(true)), "li");
    row.dataset.index = String(index);
    row.dataset.verdict = icon.verdict ?? "";
    const image = this.#outcome?.image;
    if (image && icon.box) part(row, ".crop").append(cutoutOf(image, icon.box, SIDE));
    else part(row, ".crop").remove();
    part(row, ".open", HTMLButtonElement).disabled = !icon.box;
    return row;
  }
}

/**
 * Write the texts of a row.
 * @param {HTMLElement} row
 * @param {Group} group
 */
function write(row, { icon, indices }) {
  const { name, verdict, identical, style } = icon;
  part(row, ".name").textContent = name;
  part(row, ".count").textContent = indices.length > 1 ? `×${formatNumber(indices.length)}` : "";
  const words = [verdict ? text(`further_${verdict}`) : "", identical ? text("same_paths") : ""];
  part(row, ".verdict").textContent = [...words, style].filter(Boolean).join(" · ");
  part(row, ".open").title = text("open_place", { name });
  part(row, ".copy").setAttribute("aria-label", text("copy_name", { name }));
  part(row, ".details").title = text("details", { name });
  part(row, ".details").setAttribute("aria-label", text("details", { name }));
}
