// The query laid over a result: the drawing of the one stretched onto the drawing of the other, in a colour of its own.

import { decoded, drawn } from "./svg.js";

const SIDE = 192; // pixels of the canvas

/** The drawing in a picture, as a function (icon's SVG) → a canvas to lay over the icon's picture.
 *
 * `box` is where the service saw the drawing, in pixels of the upright picture; `background` is the colour around it.
 */
export async function overlayOf(picture, { box, background }, colour) {
  const address = URL.createObjectURL(picture);
  const seen = await decoded(address);
  URL.revokeObjectURL(address);
  const scale = Math.min(1, SIDE / Math.max(box.width, box.height));
  const cut = canvasOf(scale * box.width, scale * box.height);
  cut.getContext("2d").drawImage(seen, box.x, box.y, box.width, box.height, 0, 0, cut.width, cut.height);
  tint(cut, rgb(background ?? "#ffffff"), rgb(colour));
  return async (svg) => {
    const { x, y, width, height } = painted(await drawn(svg, SIDE));
    const laid = canvasOf(SIDE, SIDE);
    laid.getContext("2d").drawImage(cut, x, y, width, height);
    laid.className = "overlay";
    return laid;
  };
}

function canvasOf(width, height) {
  return Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) });
}

/** Give what differs from the background one colour, and make the background transparent. */
function tint(canvas, background, colour) {
  const context = canvas.getContext("2d");
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const { data } = pixels;
  const distances = new Float32Array(data.length / 4);
  for (let i = 0; i < distances.length; i += 1) distances[i] = Math.hypot(...background.map((value, channel) => value - data[4 * i + channel]));
  const most = distances.reduce((one, other) => Math.max(one, other), 1);
  for (let i = 0; i < distances.length; i += 1) data.set([...colour, (255 * distances[i]) / most], 4 * i);
  context.putImageData(pixels, 0, 0);
}

/** The box of what is painted on a canvas, in its pixels; all of it where nothing is. */
function painted(canvas) {
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (data[4 * (y * width + x) + 3] < 32) continue;
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    }
  }
  return right < 0 ? { x: 0, y: 0, width, height } : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

function rgb(hexadecimal) {
  return [1, 3, 5].map((start) => parseInt(hexadecimal.slice(start, start + 2), 16));
}
