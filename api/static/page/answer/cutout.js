// The part of a picture around an icon, on a square.

import { contextOf, create } from "../../parts/elements.js";

/** @import { Box } from "../../parts/types.js" */

const SHARE = 0.667; // of the square's side that the box's longer side takes, as icons in tiles do
const SHARP = 2; // from this enlargement on, pixels stay sharp squares; chosen by hand

/**
 * Returns a square canvas with a box of an image at its middle, and what surrounds the box.
 * @param {HTMLImageElement} image
 * @param {Box} box in pixels of the image
 * @param {number} side pixels of the canvas
 * @param {string} [background] of where the image ends; transparent if omitted
 */
export function cutoutOf(image, box, side, background) {
  const canvas = create("canvas", { width: side, height: side });
  const context = contextOf(canvas);
  const scale = (SHARE * side) / Math.max(box.width, box.height);
  if (background) {
    context.fillStyle = background;
    context.fillRect(0, 0, side, side);
  }
  context.imageSmoothingEnabled = scale < SHARP;
  context.imageSmoothingQuality = "high";
  context.translate(side / 2, side / 2);
  context.scale(scale, scale);
  context.drawImage(image, -box.x - box.width / 2, -box.y - box.height / 2);
  return canvas;
}
