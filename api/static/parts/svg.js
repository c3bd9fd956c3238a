// An icon's SVG, cleaned by the service: coloured, drawn.
// Icons are shown as <img>, which runs no script.

import { contextOf, create } from "./elements.js";

// Inline styles get this prefix before parsing: the page's Content-Security-Policy reports them
// even in a document that is only parsed.
const GUARD = "guarded-";

/**
 * Returns the root element of an SVG, with guarded names of inline styles.
 * @param {string} svg
 */
function parse(svg) {
  const guarded = svg.replace(/\sstyle=/g, ` ${GUARD}style=`);
  return new DOMParser().parseFromString(guarded, "image/svg+xml").documentElement;
}

/** @param {Element} root */
function serialise(root) {
  return new XMLSerializer().serializeToString(root).replaceAll(` ${GUARD}style=`, " style=");
}

/**
 * Returns an SVG as a data: address, readable where that is allowed.
 * @param {string} svg
 */
export function dataUri(svg) {
  const readable = encodeURIComponent(svg).replace(/%(20|3D|3A|2F)/g, decodeURIComponent);
  const quoted = readable.replace(/['()]/g, (character) => `%${hexadecimal(character)}`);
  return `data:image/svg+xml,${quoted}`;
}

/** @param {string} character */
function hexadecimal(character) {
  return character.charCodeAt(0).toString(16);
}

/**
 * Returns whether an SVG takes the colour of the text around it.
 * @param {string} svg
 */
export function followsText(svg) {
  return /currentcolor/i.test(svg);
}

/**
 * Returns an SVG as an address whose `currentColor` is `colour`.
 * @param {string} svg
 * @param {string} colour
 */
export function coloured(svg, colour) {
  const hasColour = /<svg\b[^>]*\scolor\s*=/.test(svg);
  const attribute = hasColour ? "" : ` color="${colour}"`;
  return dataUri(svg.replace("<svg", `<svg${attribute}`));
}

/**
 * Returns the image at an address. Rejects with an EncodingError where it cannot be drawn.
 * @param {string} address
 */
export async function decoded(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

/**
 * Returns a square canvas with an SVG in black, as large as fits and centred. Rejects with an
 * EncodingError where it cannot be drawn.
 * @param {string} svg
 * @param {number} side pixels
 */
export async function drawn(svg, side) {
  const image = await decoded(dataUri(sized(svg, side)));
  const canvas = create("canvas", { width: side, height: side });
  contextOf(canvas).drawImage(image, 0, 0, side, side);
  return canvas;
}

/**
 * Returns an SVG in black with another size.
 * @param {string} svg
 * @param {number} side pixels
 */
function sized(svg, side) {
  const root = parse(svg);
  const width = Number.parseFloat(root.getAttribute("width") ?? "");
  const height = Number.parseFloat(root.getAttribute("height") ?? "");
  const hasSize = Number.isFinite(width) && Number.isFinite(height);
  if (hasSize && !root.hasAttribute("viewBox")) {
    root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
  root.setAttribute("width", String(side));
  root.setAttribute("height", String(side));
  root.setAttribute("color", "black");
  return serialise(root);
}
