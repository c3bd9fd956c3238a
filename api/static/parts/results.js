// The results of a search: those of the picture's main icon, and below them its further icons.

import { degree } from "./cards.js";
import { part } from "./elements.js";
import { Grid } from "./grid/grid.js";
import { Found } from "./sources.js";

/** @import { Client } from "./client.js" */
/** @import { Mark } from "./stage/marks.js" */
/** @import { Further, ScreenshotIcon, Source } from "./types.js" */

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

/**
 * Returns the likeliest icon of each place in a picture, with the place's box and verdict.
 * @param {ScreenshotIcon[]} places
 * @returns {Further[]}
 */
export function likeliest(places) {
  return places.flatMap(({ box, verdict, results: [first] }) =>
    first ? { ...first, box, verdict } : [],
  );
}

/**
 * Returns the boxes and names of icons, for the stage to mark.
 * @param {Further[]} icons
 * @returns {Mark[]}
 */
export function marksOf(icons) {
  return icons.flatMap((icon) =>
    icon.box ? { box: icon.box, name: [icon.name, degree(icon)].filter(Boolean).join(", ") } : [],
  );
}
