// The filters: a menu for each field, with its values and their counts.

import { FIELDS } from "../parts/client.js";
import { create, part, targetOf } from "../parts/elements.js";
import { formatNumber, text } from "../parts/texts.js";

/** @import { Facets, Field, Filters } from "../parts/types.js" */

const MOST_VALUES = 200; // in a menu, chosen by hand; a search by words finds icons with the others

export class FilterMenus {
  /** @type {Partial<Facets>} */
  #facets = {};
  /** @type {Filters} */
  #chosen = {};
  /** @type {Map<Field, HTMLDetailsElement>} */
  #menus;

  /**
   * @param {HTMLElement} parent
   * @param {(chosen: Filters) => unknown} onChange is called with the chosen values
   */
  constructor(parent, onChange) {
    this.onChange = onChange;
    this.#menus = new Map(FIELDS.map((field) => [field, this.#menu(field)]));
    parent.append(...this.#menus.values());
    parent.addEventListener("keydown", (event) => {
      const menu = targetOf(event).closest("details");
      if (event.key === "Escape" && menu?.open) close(menu);
    });
    document.addEventListener("pointerdown", (event) => {
      if (event.composedPath().includes(parent)) return;
      for (const menu of this.#menus.values()) menu.open = false;
    });
  }

  /**
   * Show the values of each field.
   * @param {Partial<Facets>} facets
   * @param {Filters} chosen
   */
  show(facets, chosen) {
    this.#facets = facets;
    this.#chosen = chosen;
    for (const [field, menu] of this.#menus) this.#update(field, menu);
  }

  /** @param {Field} field */
  #menu(field) {
    const values = create("div", { className: "values" });
    values.setAttribute("role", "group");
    const menu = create("details", { hidden: true }, create("summary"), values);
    menu.name = "filters"; // the browser closes the other menus of this name
    menu.dataset.field = field;
    menu.addEventListener("toggle", () => this.#fill(field, menu));
    return menu;
  }

  /**
   * @param {Field} field
   * @param {HTMLDetailsElement} menu
   */
  #update(field, menu) {
    const count = this.#chosen[field]?.length ?? 0;
    const name = text(`field_${field}`);
    menu.hidden = (this.#facets[field]?.length ?? 0) < 2 && !count;
    menu.classList.toggle("chosen", count > 0);
    const title = count ? text("values", { field: name, n: count }) : name;
    part(menu, "summary").textContent = title;
    part(menu, ".values").setAttribute("aria-label", name);
    this.#fill(field, menu);
  }

  /**
   * Fill a menu with its values, or empty it while it is closed: a library may have hundreds.
   * @param {Field} field
   * @param {HTMLDetailsElement} menu
   */
  #fill(field, menu) {
    const focused = focusedValue(menu);
    const counts = menu.open ? this.#counts(field) : [];
    const options = counts.map(([value, count]) => this.#option(field, value, count));
    part(menu, ".values").replaceChildren(...options);
    if (focused === null) return;
    const inputs = [...menu.querySelectorAll("input")];
    inputs.find((input) => input.value === focused)?.focus();
  }

  /**
   * Returns the values of a field with their counts, the chosen values first.
   * @param {Field} field
   */
  #counts(field) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const value of this.#chosen[field] ?? []) counts.set(value, 0);
    for (const { value, count } of this.#facets[field] ?? []) counts.set(value, count);
    return [...counts].slice(0, MOST_VALUES);
  }

  /**
   * @param {Field} field
   * @param {string} value
   * @param {number} count
   */
  #option(field, value, count) {
    const checked = this.#chosen[field]?.includes(value) ?? false;
    const input = create("input", { type: "checkbox", value, checked });
    input.addEventListener("change", () => {
      const others = (this.#chosen[field] ?? []).filter((other) => other !== value);
      const values = input.checked ? [...others, value] : others;
      this.onChange({ ...this.#chosen, [field]: values });
    });
    const name = create("span", { textContent: value });
    return create("label", {}, input, name, create("small", { textContent: formatNumber(count) }));
  }
}

/** @param {HTMLDetailsElement} menu */
function close(menu) {
  menu.open = false;
  part(menu, "summary").focus();
}

/**
 * Returns the value of the menu's option that has the focus.
 * @param {HTMLDetailsElement} menu
 */
function focusedValue(menu) {
  const root = /** @type {Document | ShadowRoot} */ (menu.getRootNode());
  const focused = root.activeElement;
  return focused instanceof HTMLInputElement && menu.contains(focused) ? focused.value : null;
}
