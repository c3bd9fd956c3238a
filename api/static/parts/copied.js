// Pictures in a copied text: the code of an SVG, or a data URI.

const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";
const DATA_URI = /^data:(image\/[\w.+-]+)(?:;[^,;]*)*?(;base64)?,(.*)$/is;
const SVG_CODE = /^\s*<(?!!doctype html|html\b).*<\/(svg|symbol)>/is;

/**
 * Returns the picture that a copied text holds: the code of an SVG, or a data URI of any picture.
 * @param {string} copied
 * @returns {Blob | null} null for any other text
 */
export function pictureOf(copied) {
  const [, type, base64, data] = DATA_URI.exec(copied.trim()) ?? [];
  if (type && data !== undefined) return blobOf(type, base64 !== undefined, data);
  if (!SVG_CODE.test(copied)) return null;
  // Without the mark, the encoding that the code names would be taken for that of the text.
  return new Blob(["\ufeff", withNamespaces(copied)], { type: "image/svg+xml" });
}

/**
 * @param {string} type
 * @param {boolean} isBase64
 * @param {string} data
 */
function blobOf(type, isBase64, data) {
  try {
    if (!isBase64) return new Blob([decodeURIComponent(data)], { type });
    return new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], { type });
  } catch {
    return null; // no base64, or a broken escape sequence
  }
}

/**
 * Returns an SVG with its namespaces declared: some sources omit them, but a browser needs them.
 * @param {string} svg
 */
function withNamespaces(svg) {
  const [root] = /<svg\b[^>]*/.exec(svg) ?? [""];
  const lacksSvg = !/\sxmlns\s*=/.test(root);
  const lacksXlink = /\sxlink:/.test(svg) && !/xmlns:xlink/.test(svg);
  const missing =
    (lacksSvg ? ` xmlns="${SVG}"` : "") + (lacksXlink ? ` xmlns:xlink="${XLINK}"` : "");
  return withAttributes(svg, missing);
}

/**
 * @param {string} svg
 * @param {string} attributes
 */
function withAttributes(svg, attributes) {
  return svg.replace(/<svg(?=[\s>/])/, (tag) => tag + attributes);
}
