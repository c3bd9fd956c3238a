// Icons are dragged out of the page: as an SVG file, an <img>, an address, or code.

import { coloured } from "../svg.js";
import { fileName } from "./clipboard.js";
import { settings } from "./settings.js";

/** @import { Client } from "../client.js" */
/** @import { Icon } from "../types.js" */

/**
 * Let icons in an element be dragged.
 * @param {HTMLElement} element
 * @param {string} selector of what is dragged: a card, for instance
 * @param {Client} client
 * @param {(dragged: HTMLElement) => Icon | null | undefined} iconOf
 */
export function letDrag(element, selector, client, iconOf) {
  const draggedOf = (/** @type {Event} */ event) => {
    const { target } = event;
    const found = target instanceof Element ? target.closest(selector) : null;
    return found instanceof HTMLElement ? found : null;
  };
  element.addEventListener("pointerover", (event) => {
    const dragged = draggedOf(event);
    if (dragged) dragged.draggable = true;
  });
  element.addEventListener("dragstart", (event) => {
    const dragged = draggedOf(event);
    const icon = dragged && iconOf(dragged);
    if (icon && event.dataTransfer) give(event.dataTransfer, icon, client);
  });
}

/**
 * Give an icon to whatever it is dropped on.
 * @param {DataTransfer} transfer
 * @param {Icon} icon
 * @param {Client} client
 */
function give(transfer, icon, client) {
  const isDrawn = icon.links.svg !== undefined;
  const address = client.address(isDrawn ? svgAddress(icon) : icon.links.image);
  const [type, end] = isDrawn ? ["image/svg+xml", "svg"] : ["image/jpeg", "jpg"];
  const image = new Image();
  image.src = icon.svg ? coloured(icon.svg, settings.choices.colour || "black") : address;
  image.alt = icon.name;
  transfer.effectAllowed = "copy";
  transfer.setData("DownloadURL", `${type}:${fileName(icon.name, end)}:${address}`);
  transfer.setData("text/uri-list", address);
  transfer.setData("text/html", image.outerHTML);
  transfer.setData("text/plain", icon.svg ?? address);
}

/** @param {Icon} icon */
function svgAddress(icon) {
  const { size, colour } = settings.choices;
  const query = new URLSearchParams();
  if (size !== "1em") query.set("size", size);
  if (colour) query.set("colour", colour);
  return query.size ? `${icon.links.svg}?${query}` : `${icon.links.svg}`;
}
