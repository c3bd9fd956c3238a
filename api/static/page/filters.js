// The filters: a menu for each field that the icons of a library can be filtered by.

import { FIELDS } from "../parts/client.js";
import { targetOf } from "../parts/elements.js";
import { Menu } from "./menu.js";

/** @import { Facets, Field, Filters } from "../parts/types.js" */

export class FilterMenus {
  /** @type {Partial<Facets>} */
  #facets = {};
  /** @type {Filters} */
  #chosen = {};

  /**
   * @param {HTMLElement} parent
   * @param {(field: Field, values: string[]) => unknown} onChange is called with the chosen values
   *   of one field
   */
  constructor(parent, onChange) {
    this.menus = FIELDS.map((field) => new Menu(field, (values) => onChange(field, values)));
    parent.append(...this.menus.map(({ element }) => element));
    parent.addEventListener("keydown", (event) => {
      const menu = this.menus.find(({ element }) => element.contains(targetOf(event)));
      if (event.key === "Escape" && menu?.element.open) menu.close();
    });
    document.addEventListener("pointerdown", (event) => {
      if (event.composedPath().includes(parent)) return;
      for (const { element } of this.menus) element.open = false;
    });
  }

  /**
   * Show the values of each field. The cards name the library where there are several.
   * @param {Partial<Facets>} facets
   * @param {Filters} chosen
   */
  show(facets, chosen) {
    this.#facets = facets;
    this.#chosen = chosen;
    for (const menu of this.menus) menu.show(facets[menu.field] ?? [], chosen[menu.field] ?? []);
    const libraries = facets.library?.length ?? 0;
    document.documentElement.classList.toggle("libraries", libraries > 1);
  }

  /** Show the same values again, in the current language. */
  translate() {
    this.show(this.#facets, this.#chosen);
  }
}
