// One icon as a card of a grid: its picture, its names, and its two small buttons.

import { coloured, followsText } from "./svg.js";
import { say, sayNumber } from "./texts.js";

const CARD = document.createElement("template");
CARD.innerHTML = `
  <li>
    <button type="button" class="card" tabindex="-1" aria-keyshortcuts="c d m o s p 1 2 3 4 5 6">
      <span class="tile"><img alt="" draggable="false"></span><span class="name"></span><span class="fields"><span class="style"></span></span>
    </button>
    <span class="tools"><button type="button" class="similar" tabindex="-1">≈</button><button type="button" class="details" tabindex="-1">⋯</button></span>
  </li>`.replace(/>\s+</g, "><");

/** A card without its picture; `more` is whether it has a button for icons like it. */
export function card(icon, more) {
  const item = CARD.content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(`.${name}`);
  part("name").textContent = icon.name;
  part("name").title = icon.name;
  part("style").textContent = icon.style ?? icon.library ?? "";
  if ("score" in icon) part("fields").append(span("match", degree(icon)));
  if (icon.also) part("card").append(span("also", say("look_alikes", { names: icon.also.map(({ name }) => name).join(", ") })));
  label(part("details"), say("details", { name: icon.name }));
  if (more) label(part("similar"), say("similar", { name: icon.name }));
  else part("similar").remove();
  return item;
}

/** How well an icon matches: in percent, or the bare cosine where the library was not tested. */
export function degree({ match, score }) {
  return match === undefined ? sayNumber(score, 3) : `${sayNumber(match)} %`;
}

function span(className, textContent) {
  return Object.assign(document.createElement("span"), { className, textContent });
}

function label(button, text) {
  button.title = text;
  button.setAttribute("aria-label", text);
}

/** Show an icon in a tile: sharp and in the colour of the text, or as it was indexed where a browser cannot draw its SVG. */
export async function paint(tile, icon, client, signal) {
  const picture = tile.querySelector("img");
  if (!icon.svg || !followsText(icon.svg)) tile.classList.add(icon.grounds[0]);
  const isDrawn = icon.svg && (await shows(picture, coloured(icon.svg, getComputedStyle(tile).color)));
  if (isDrawn || signal.aborted) return;
  const address = URL.createObjectURL(await client.image(icon, signal));
  await shows(picture, address);
  URL.revokeObjectURL(address);
}

/** Show what is at an address; false where it cannot be drawn. */
function shows(picture, address) {
  return new Promise((done) => {
    picture.onload = () => done(true);
    picture.onerror = () => done(false);
    picture.src = address;
  });
}
