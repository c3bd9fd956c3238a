// The overlay: the query's drawing, scaled onto the drawing of an icon, in a colour of its own.

import { drawn } from "../parts/drawing.js";
import { contextOf, create } from "../parts/elements.js";

/** @import { Box, Query } from "../parts/types.js" */
/** @typedef {[number, number, number]} Colour red, green and blue, 0 to 255 */

const COLOUR = "#f76b15"; // --box in parts.css
const SIDE = 192; // pixels of the overlay's canvas; chosen by hand, a tile shows it at 48
const OPAQUE = 32; // least alpha of a pixel of the drawing, of 255; chosen by hand

/**
 * Returns a new canvas with the drawing of a picture, to lay over the picture of an icon.
 * @param {HTMLImageElement} image the picture
 * @param {Query} query what the service found in the picture
 * @param {string} svg of the icon
 */
export async function overlayOf(image, { box, background }, svg) {
  const cut = cutOut(image, box);
  tint(cut, channelsOf(background ?? "#ffffff"), channelsOf(COLOUR));
  const { x, y, width, height } = boundingBox(await drawn(svg, SIDE));
  const overlay = create("canvas", { width: SIDE, height: SIDE, className: "overlay" });
  contextOf(overlay).drawImage(cut, x, y, width, height);
  return overlay;
}

/**
 * Returns a canvas with the part of an image in a box, at most as large as the overlay.
 * @param {HTMLImageElement} image
 * @param {Box} box
 */
function cutOut(image, box) {
  const scale = Math.min(1, SIDE / Math.max(box.width, box.height));
  const width = Math.max(1, Math.round(scale * box.width));
  const height = Math.max(1, Math.round(scale * box.height));
  const canvas = create("canvas", { width, height });
  contextOf(canvas).drawImage(image, box.x, box.y, box.width, box.height, 0, 0, width, height);
  return canvas;
}

/**
 * Paint a canvas in one colour, the more opaque the more a pixel differs from the background.
 * @param {HTMLCanvasElement} canvas
 * @param {Colour} background
 * @param {Colour} colour
 */
function tint(canvas, background, colour) {
  const context = contextOf(canvas);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const { data } = pixels; // red, green, blue and alpha of each pixel
  const distances = new Float32Array(data.length / 4);
  for (let i = 0; i < distances.length; i += 1) {
    const differences = background.map((value, channel) => value - (data[4 * i + channel] ?? 0));
    distances[i] = Math.hypot(...differences);
  }
  const greatest = distances.reduce((most, distance) => Math.max(most, distance), 1);
  distances.forEach((distance, i) => {
    data.set([...colour, (255 * distance) / greatest], 4 * i);
  });
  context.putImageData(pixels, 0, 0);
}

/**
 * Returns the bounding box of a canvas's opaque pixels; the whole canvas where there are none.
 * @param {HTMLCanvasElement} canvas
 * @returns {Box}
 */
function boundingBox(canvas) {
  const { width, height } = canvas;
  const { data } = contextOf(canvas).getImageData(0, 0, width, height);
  let left = width;
  let top = height;
  let right = -1;
  let bottom = -1;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if ((data[4 * pixel + 3] ?? 0) < OPAQUE) continue;
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (right < 0) return { x: 0, y: 0, width, height };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** @param {string} hexadecimal #rrggbb */
function channelsOf(hexadecimal) {
  const value = Number.parseInt(hexadecimal.slice(1), 16);
  return /** @type {Colour} */ ([value >> 16, (value >> 8) & 255, value & 255]);
}
