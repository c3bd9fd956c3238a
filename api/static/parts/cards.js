// The card of an icon in a grid.

import { create, part } from "./elements.js";
import { coloured, followsText } from "./svg.js";
import { formatNumber, text } from "./texts.js";

/** @import { Client } from "./client.js" */
/** @import { Further, Icon, Result } from "./types.js" */

const CARD = create("template");
CARD.innerHTML = `
  <li>
    <button type="button" class="card" tabindex="-1"
      aria-keyshortcuts="b c d m o s p 1 2 3 4 5 6 7 8 9">
      <span class="tile"><img alt="" draggable="false"></span>
      <span class="name"></span>
      <span class="fields"><span class="style"></span><span class="library"></span></span>
    </button>
    <span class="tools">
      <button type="button" class="bag" tabindex="-1">+</button>
      <button type="button" class="similar" tabindex="-1">≈</button>
      <button type="button" class="details" tabindex="-1">⋯</button>
    </span>
  </li>`.replace(/>\s+</g, "><");

/**
 * Returns an icon's card without its picture.
 * @param {Icon | Result | Further} icon
 * @param {boolean} offersSimilar whether the card has buttons for similar icons and for the bag
 */
export function card(icon, offersSimilar) {
  const item = part(/** @type {HTMLElement} */ (CARD.content.cloneNode(true)), "li");
  part(item, ".name").textContent = icon.name;
  part(item, ".name").title = icon.name;
  part(item, ".style").textContent = icon.style ?? "";
  part(item, ".library").textContent = icon.library ?? "";
  if ("score" in icon) part(item, ".fields").append(span("match", degree(icon)));
  const noted = notes(icon);
  if (noted) part(item, ".card").append(span("also", noted));
  item.classList.toggle("bare", !icon.style && !noted);
  label(part(item, ".details"), text("details", { name: icon.name }));
  for (const name of /** @type {const} */ (["bag", "similar"])) {
    const button = part(item, `.${name}`);
    if (!offersSimilar) button.remove();
    else label(button, text(name === "bag" ? "bag_card" : name, { name: icon.name }));
  }
  return item;
}

/** Returns a card for an icon that is not fetched yet. */
export function blankCard() {
  const button = create("button", {
    type: "button",
    className: "card",
    textContent: text("loading"),
    tabIndex: -1,
  });
  return create("li", { className: "waiting" }, button);
}

/**
 * Returns how well an icon matches, in percent. Empty where the library was not tested: a score
 * means nothing to a person. Empty below 1 %, too: of nearly every icon that is shown, it would be
 * all that there is to read.
 * @param {Result} result
 */
export function degree({ match = 0 }) {
  return match < 1 ? "" : `${formatNumber(match)} %`;
}

/**
 * Returns the names of the icons that look the same, empty where there are none.
 * @param {Icon | Result} icon
 */
export function lookAlikes(icon) {
  if (!("also" in icon) || !icon.also) return "";
  return text("look_alikes", { names: icon.also.map(({ name }) => name).join(", ") });
}

/**
 * Returns the last line of an icon's card: its verdict, whether its paths are the same, and the
 * icons that look the same.
 * @param {Icon | Result | Further} icon
 */
function notes(icon) {
  const found = [];
  if ("count" in icon && icon.count) found.push(`×${formatNumber(icon.count)}`);
  if ("verdict" in icon && icon.verdict) found.push(text(`further_${icon.verdict}`));
  if ("identical" in icon && icon.identical) found.push(text("same_paths"));
  found.push(lookAlikes(icon));
  return found.filter(Boolean).join(" · ");
}

/**
 * @param {string} className
 * @param {string} textContent
 */
function span(className, textContent) {
  return create("span", { className, textContent, title: textContent });
}

/**
 * @param {HTMLElement} button
 * @param {string} name
 */
function label(button, name) {
  button.title = name;
  button.setAttribute("aria-label", name);
}

/**
 * Draw an icon in a tile: its SVG in the text's colour, or its JPEG where the SVG cannot be drawn.
 * @param {HTMLElement} tile
 * @param {Icon} icon
 * @param {Client} client
 * @param {AbortSignal} signal
 */
export async function paint(tile, icon, client, signal) {
  const image = part(tile, "img", HTMLImageElement);
  const [ground] = icon.grounds;
  if (ground && !(icon.svg && followsText(icon.svg))) tile.classList.add(ground);
  const colour = getComputedStyle(tile).color;
  const isDrawn = icon.svg && (await isLoaded(image, coloured(icon.svg, colour)));
  if (isDrawn || signal.aborted) return;
  const address = URL.createObjectURL(await client.image(icon, signal));
  await isLoaded(image, address);
  URL.revokeObjectURL(address);
}

/**
 * Load an address into an image. Returns false where the browser cannot draw it.
 * @param {HTMLImageElement} image
 * @param {string} address
 * @returns {Promise<boolean>}
 */
function isLoaded(image, address) {
  return new Promise((resolve) => {
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = address;
  });
}
