// The drawings in an icon's details: at the sizes of interfaces, and rows of other icons.

import { paint } from "../../parts/cards.js";
import { settings } from "../../parts/copy/settings.js";
import { create } from "../../parts/elements.js";
import { coloured } from "../../parts/svg.js";

/** @import { Client } from "../../parts/client.js" */
/** @import { Icon } from "../../parts/types.js" */

const SIZES = [16, 20, 24, 32, 48];
// The text's colour on each ground, as in parts.css.
const INKS = { light: "#18181b", dark: "#ececf1" };

/**
 * Returns an icon's drawing at each size on a light and on a dark ground.
 * @param {string} svg
 */
export function atSizes(svg) {
  return /** @type {const} */ (["light", "dark"]).map((ground) => {
    const address = coloured(svg, settings.choices.colour || INKS[ground]);
    const images = SIZES.map((size) => {
      const image = create("img", { src: address, alt: "", width: size, height: size });
      return create("figure", {}, image, create("figcaption", { textContent: String(size) }));
    });
    return create("div", { className: `sizes ${ground}` }, ...images);
  });
}

/**
 * Fill a list with icons that can be opened.
 * @param {HTMLElement} list
 * @param {Icon[]} icons
 * @param {(icon: Icon) => string} labelOf
 * @param {{ client: Client, signal: AbortSignal, open: (icon: Icon) => unknown }} options
 */
export function showRow(list, icons, labelOf, { client, signal, open }) {
  const items = icons.map((icon) => {
    const tile = create("span", { className: "tile" }, create("img", { alt: "" }));
    const label = create("span", { className: "label", textContent: labelOf(icon) });
    const button = create("button", { type: "button", title: icon.name }, tile, label);
    button.addEventListener("click", () => open(icon));
    return { icon, tile, item: create("li", {}, button) };
  });
  list.replaceChildren(...items.map(({ item }) => item));
  return Promise.all(items.map(({ icon, tile }) => paint(tile, icon, client, signal)));
}
