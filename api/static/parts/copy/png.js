// An icon as a PNG.

import { drawn } from "../drawing.js";
import { contextOf, create, pngOf } from "../elements.js";
import { settings } from "./settings.js";

/**
 * Returns an SVG as a PNG of the chosen size on the chosen ground. Rejects with an EncodingError
 * where it cannot be drawn.
 * @param {string} svg
 */
export async function png(svg) {
  const { pixels, ground } = settings.choices;
  const side = Number(pixels);
  const drawing = await drawn(svg, side);
  if (!ground) return pngOf(drawing);
  const canvas = create("canvas", { width: side, height: side });
  const context = contextOf(canvas);
  context.fillStyle = ground;
  context.fillRect(0, 0, side, side);
  context.drawImage(drawing, 0, 0);
  return pngOf(canvas);
}
