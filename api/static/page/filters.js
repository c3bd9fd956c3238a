// The filters: a menu for each field that the icons of a library can be filtered by.

import { FIELDS } from "../parts/client.js";
import { targetOf } from "../parts/elements.js";
import { Menu } from "./menu.js";

/** @import { Facets, Filters } from "../parts/types.js" */

export class FilterMenus {
  /** @type {Filters} */
  #chosen = {};

  /**
   * @param {HTMLElement} parent
   * @param {(chosen: Filters) => unknown} onChange is called with the chosen values
   */
  constructor(parent, onChange) {
    this.menus = FIELDS.map((field) => {
      return new Menu(field, (values) => onChange({ ...this.#chosen, [field]: values }));
    });
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
    this.#chosen = chosen;
    for (const menu of this.menus) menu.show(facets[menu.field] ?? [], chosen[menu.field] ?? []);
    const libraries = facets.library?.length ?? 0;
    document.documentElement.classList.toggle("libraries", libraries > 1);
  }
}
