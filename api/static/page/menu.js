// The menu of one filter: its values from A to Z with their counts, searchable where they are many.

import { create, part } from "../parts/elements.js";
import { compareTexts, formatNumber, text } from "../parts/texts.js";

/** @import { FacetValue, Field } from "../parts/types.js" */
/** @typedef {{ label: HTMLLabelElement, input: HTMLInputElement, count: HTMLElement }} Row */

// All chosen by hand.
const MANY = 12; // values, from which on they can be searched
const MOST_ROWS = 75; // in the document; typing finds the others

export class Menu {
  /** @type {FacetValue[]} from A to Z, with the chosen values */
  #values = [];
  /** @type {Set<string>} */
  #chosen = new Set();
  /** @type {Map<string, Row>} the rows in the document, by value */
  #rows = new Map();

  /**
   * @param {Field} field
   * @param {(values: string[]) => unknown} onChange is called with the chosen values
   */
  constructor(field, onChange) {
    this.field = field;
    this.onChange = onChange;
    this.search = create("input", { type: "search", autocomplete: "off", spellcheck: false });
    this.search.addEventListener("input", () => this.#draw());
    this.list = create("div", { className: "list" });
    this.list.setAttribute("role", "group");
    this.more = create("p", { className: "quiet" });
    const values = create("div", { className: "values" }, this.search, this.list, this.more);
    this.element = create("details", { hidden: true }, create("summary"), values);
    this.element.name = "filters"; // the browser closes the other menus of this name
    this.element.dataset.field = field;
    this.element.addEventListener("toggle", () => this.#toggle());
  }

  /**
   * Show the values that the field has, with the chosen ones.
   * @param {FacetValue[]} values
   * @param {string[]} chosen
   */
  show(values, chosen) {
    const counts = new Map(chosen.map((value) => [value, 0]));
    for (const { value, count } of values) counts.set(value, count);
    this.#values = [...counts].map(([value, count]) => ({ value, count }));
    this.#values.sort((one, other) => compareTexts(one.value, other.value));
    this.#chosen = new Set(chosen);
    this.element.hidden = values.length < 2 && !chosen.length;
    this.element.classList.toggle("chosen", chosen.length > 0);
    this.#name(chosen.length);
    this.#draw();
  }

  close() {
    this.element.open = false;
    part(this.element, "summary").focus();
  }

  /** @param {number} chosen how many values */
  #name(chosen) {
    const name = text(`field_${this.field}`);
    const title = chosen ? text("values", { field: name, n: chosen }) : name;
    part(this.element, "summary").textContent = title;
    this.list.setAttribute("aria-label", name);
    this.search.placeholder = text("search_values", { field: name });
    this.search.setAttribute("aria-label", this.search.placeholder);
  }

  #toggle() {
    this.search.value = "";
    this.#draw();
    if (this.element.open && !this.search.hidden) this.search.focus({ preventScroll: true });
  }

  /** Draw the rows; a closed menu has none, because a library may have hundreds of values. */
  #draw() {
    this.search.hidden = this.#values.length <= MANY;
    const searched = this.search.value.trim().toLocaleLowerCase();
    const matching = this.#values.filter(({ value }) =>
      value.toLocaleLowerCase().includes(searched),
    );
    const shown = this.element.open ? matching.slice(0, MOST_ROWS) : [];
    this.#place(shown);
    const hidden = matching.length - shown.length;
    this.more.hidden = !this.element.open || (matching.length > 0 && hidden === 0);
    this.more.textContent = hidden
      ? text("more_values", { n: formatNumber(hidden) })
      : text("no_values");
  }

  /**
   * Put the rows of these values into the document. Rows that stay keep the focus and the scroll.
   * @param {FacetValue[]} shown
   */
  #place(shown) {
    const rows = new Map(shown.map((entry) => [entry.value, this.#row(entry)]));
    for (const [value, row] of this.#rows) if (!rows.has(value)) row.label.remove();
    let place = this.list.firstElementChild;
    for (const { label } of rows.values()) {
      if (label === place) place = place.nextElementSibling;
      else this.list.insertBefore(label, place);
    }
    this.#rows = rows;
  }

  /**
   * Returns the row of a value, the one in the document where there is one.
   * @param {FacetValue} entry
   * @returns {Row}
   */
  #row({ value, count }) {
    const row = this.#rows.get(value) ?? this.#newRow(value);
    row.input.checked = this.#chosen.has(value);
    row.count.textContent = formatNumber(count);
    return row;
  }

  /**
   * @param {string} value
   * @returns {Row}
   */
  #newRow(value) {
    const input = create("input", { type: "checkbox", value });
    input.addEventListener("change", () => {
      if (input.checked) this.#chosen.add(value);
      else this.#chosen.delete(value);
      this.onChange([...this.#chosen]);
    });
    const count = create("small");
    const name = create("span", { textContent: value });
    return { label: create("label", {}, input, name, count), input, count };
  }
}
