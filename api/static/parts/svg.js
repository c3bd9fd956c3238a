// An icon's SVG, cleaned by the service: its colour, its address, its image.
// Icons are shown as <img>, which runs no script.

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
 * Returns whether a picture is an SVG. It may be drawn once the service has answered it: one that
 * repeats itself without an end would halt the page, and the service refuses that.
 * @param {Blob} picture
 */
export function isSvg({ type }) {
  return type === "image/svg+xml";
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
