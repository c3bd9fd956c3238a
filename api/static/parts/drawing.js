// An icon's SVG, cleaned by the service, drawn on a canvas.

import { contextOf, create } from "./elements.js";
import { dataUri, decoded } from "./svg.js";

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
