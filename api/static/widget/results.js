// The results of a search: those of the picture's main icon, and below them its further icons.

import { part } from "../parts/elements.js";
import { Grid } from "../parts/grid/grid.js";
import { Found } from "../parts/sources.js";

/** @import { Client } from "../parts/client.js" */
/** @import { Further, Source } from "../parts/types.js" */

/** Two grids: the results of the main icon, and the further icons, hidden where there are none. */
export class Results {
  /**
   * @param {HTMLElement} list the <ol> of the main icon's results
   * @param {HTMLElement} section has the <ol> of the further icons
   * @param {Client} client
   * @param {ConstructorParameters<typeof Grid>[2]} options of both grids
   */
  constructor(list, section, client, options) {
    this.main = new Grid(list, client, options);
    this.section = section;
    this.further = new Grid(part(section, "ol"), client, options);
  }

  /**
   * @param {Source} source
   * @param {Further[]} further
   */
  show(source, further = []) {
    this.main.show(source);
    this.section.hidden = further.length === 0; // first: a hidden grid has no width
    this.further.show(new Found(further));
  }

  /** Draw every card anew: the language or the text's colour has changed. */
  redraw() {
    this.main.redraw();
    this.further.redraw();
  }

  /**
   * Returns the icon of the card that an element belongs to, undefined for any other element.
   * @param {Element} element
   */
  iconOf(element) {
    const grid = this.section.contains(element) ? this.further : this.main;
    return grid.iconOf(element);
  }
}
