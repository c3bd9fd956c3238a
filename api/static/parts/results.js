// The icons in a picture, of an answer's places.

import { degree } from "./cards.js";

/** @import { Mark } from "./stage/marks.js" */
/** @import { Further, ScreenshotIcon } from "./types.js" */

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
