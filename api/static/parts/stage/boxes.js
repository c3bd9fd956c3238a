// Boxes in a picture, in its pixels, and elements that lie on them.

/** @import { Box } from "../types.js" */
/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ width: number, height: number }} Size */

// All chosen by hand.
const LEAST_SIDE = 4; // pixels of a crop box
const FILLED = 0.6; // of the picture's width and height
const MARGIN = 0.2; // of a box's longer side; the service needs the background around an icon

/**
 * Returns the box between two corners, in whole pixels and inside of the picture.
 * @param {Point} from
 * @param {Point} to
 * @param {Size} size of the picture
 * @returns {Box}
 */
export function between(from, to, size) {
  const x = clamped(Math.min(from.x, to.x), size.width - LEAST_SIDE);
  const y = clamped(Math.min(from.y, to.y), size.height - LEAST_SIDE);
  const right = clamped(Math.max(from.x, to.x), size.width);
  const bottom = clamped(Math.max(from.y, to.y), size.height);
  return { x, y, width: Math.max(LEAST_SIDE, right - x), height: Math.max(LEAST_SIDE, bottom - y) };
}

/**
 * @param {number} value
 * @param {number} greatest
 */
function clamped(value, greatest) {
  return Math.round(Math.min(Math.max(0, value), greatest));
}

/**
 * Returns a box with a margin around it.
 * @param {Box} box
 * @param {Size} size of the picture
 */
export function around({ x, y, width, height }, size) {
  const margin = Math.max(LEAST_SIDE, MARGIN * Math.max(width, height));
  const from = { x: x - margin, y: y - margin };
  const to = { x: x + width + margin, y: y + height + margin };
  return between(from, to, size);
}

/**
 * Returns a box with some of its edges moved.
 * @param {Box} box
 * @param {string} edges the moved edges: n or s, and e or w
 * @param {Point} by
 * @param {Size} size of the picture
 */
export function stretched({ x, y, width, height }, edges, by, size) {
  const from = { x, y };
  const to = { x: x + width, y: y + height };
  const horizontal = edges.includes("w") ? from : to;
  const vertical = edges.includes("n") ? from : to;
  horizontal.x += by.x;
  vertical.y += by.y;
  return between(from, to, size);
}

/**
 * Returns a box moved inside of the picture.
 * @param {Box} box
 * @param {Point} by
 * @param {Size} size of the picture
 */
export function moved({ x, y, width, height }, by, size) {
  const left = Math.min(Math.max(0, x + by.x), size.width - width);
  const top = Math.min(Math.max(0, y + by.y), size.height - height);
  return between({ x: left, y: top }, { x: left + width, y: top + height }, size);
}

/**
 * Returns whether a box leaves little of the picture: who drags inside of it means a new box.
 * @param {Box} box
 * @param {Size} size of the picture
 */
export function fills({ width, height }, size) {
  return width > FILLED * size.width && height > FILLED * size.height;
}

/**
 * Position an element over a box of the picture.
 * @param {HTMLElement} element
 * @param {Box} box
 * @param {Size} size of the picture
 */
export function place(element, box, size) {
  element.style.left = percent(box.x, size.width);
  element.style.top = percent(box.y, size.height);
  element.style.width = percent(box.width, size.width);
  element.style.height = percent(box.height, size.height);
}

/**
 * @param {number} length
 * @param {number} whole
 */
function percent(length, whole) {
  return `${(100 * length) / whole}%`;
}
