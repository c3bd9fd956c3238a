// An icon's SVG: parsed, cleaned of all that could run or fetch, coloured, drawn.
// Icons are shown as <img>, which runs no script.

import { contextOf, create } from "./elements.js";

const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";
const XML = "http://www.w3.org/XML/1998/namespace";
// Inline styles and handlers get this prefix before parsing: the page's Content-Security-Policy
// reports them even in a document that is only parsed.
const GUARD = "guarded-";
const DATA_URI = /^data:(image\/[\w.+-]+)(?:;[^,;]*)*?(;base64)?,(.*)$/is;
const SVG_CODE = /^\s*<(?!!doctype html|html\b).*<\/(svg|symbol)>/is;
const ALLOWED_ELEMENTS = new Set(
  (
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan " +
    "textPath clipPath mask pattern marker image linearGradient radialGradient stop filter " +
    "feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting " +
    "feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR " +
    "feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight " +
    "feSpecularLighting feSpotLight feTile feTurbulence animate animateMotion animateTransform " +
    `mpath set ${GUARD}style`
  ).split(" "),
);
const ALLOWED_LINK = /^\s*(#|data:image\/(png|jpeg|gif|webp)[;,])/i;
// A backslash could spell @import or url() as an escape sequence.
const FOREIGN_STYLE = /@import|url\(\s*["']?(?!\s*["']?#)|\\/i;

/**
 * Returns an SVG with its drawing alone: no script, no event handler, no address of another file.
 * @param {string} svg
 * @returns {string | null} null for a text that is no SVG
 */
export function clean(svg) {
  const root = parse(svg);
  if (root === null) return null;
  for (const element of [root, ...root.querySelectorAll("*")]) {
    if (isForeign(element)) element.remove();
    else removeHarmfulAttributes(element);
  }
  removeComments(root);
  return serialise(root);
}

/**
 * Returns the picture that a copied text holds: the code of an SVG, or a data URI of any picture.
 * @param {string} copied
 * @returns {Blob | null} null for any other text
 */
export function pictureOf(copied) {
  const [, type, base64, data] = DATA_URI.exec(copied.trim()) ?? [];
  if (type && data !== undefined) return blobOf(type, base64 !== undefined, data);
  if (!SVG_CODE.test(copied)) return null;
  return new Blob([withNamespaces(copied)], { type: "image/svg+xml" });
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

/** @param {Element} element */
function isForeign(element) {
  const { localName, namespaceURI, textContent } = element;
  if (namespaceURI !== SVG || !ALLOWED_ELEMENTS.has(localName)) return true;
  if (localName === `${GUARD}style`) return FOREIGN_STYLE.test(textContent);
  // An animation of such an attribute would add what is removed elsewhere.
  return /href|^on/i.test(element.getAttribute("attributeName") ?? "");
}

/** @param {Element} element */
function removeHarmfulAttributes(element) {
  for (const attribute of [...element.attributes]) {
    if (isHarmful(attribute)) element.removeAttributeNode(attribute);
  }
}

/** @param {Attr} attribute */
function isHarmful({ localName, name, namespaceURI, value }) {
  if (/^on/i.test(localName)) return true;
  if (localName.startsWith(GUARD) && localName !== `${GUARD}style`) return true;
  if (localName === "href") return !ALLOWED_LINK.test(value);
  const isKnown = [null, XLINK, XML].includes(namespaceURI) || name.startsWith("xmlns");
  return !isKnown || FOREIGN_STYLE.test(value);
}

/**
 * Remove comments and processing instructions, which hold an editor's notes.
 * @param {Element} root
 */
function removeComments(root) {
  const kinds = NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_PROCESSING_INSTRUCTION;
  const walker = document.createTreeWalker(root, kinds);
  /** @type {ChildNode[]} */
  const comments = [];
  while (walker.nextNode()) comments.push(/** @type {ChildNode} */ (walker.currentNode));
  for (const comment of comments) comment.remove();
}

/**
 * Returns the root element of an SVG, with guarded names of inline styles and handlers.
 * @param {string} svg
 * @returns {Element | null} null for a text that is no SVG
 */
function parse(svg) {
  const unsafe = /(<\/?)(style)(?=[\s>/])|(\s)(style|on\w+)(?=\s*=)/gi;
  const guarded = withNamespaces(svg).replace(unsafe, `$1$3${GUARD}$2$4`);
  const root = new DOMParser().parseFromString(guarded, "image/svg+xml").documentElement;
  return root.localName === "svg" && root.namespaceURI === SVG ? root : null;
}

/** @param {Element} root */
function serialise(root) {
  const guardedStyle = new RegExp(`(</?|\\s)${GUARD}style(?=[\\s=>/])`, "g");
  return new XMLSerializer().serializeToString(root).replace(guardedStyle, "$1style");
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
  return dataUri(withAttributes(withNamespaces(svg), hasColour ? "" : ` color="${colour}"`));
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
  if (root === null) return svg;
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
