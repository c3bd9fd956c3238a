// An icon's SVG: read, cleaned of all that could run or fetch, coloured, drawn. Icons are shown as <img>, which runs no script.

const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";
const XML = "http://www.w3.org/XML/1998/namespace";
const DRAWING = new Set(
  ("svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath clipPath mask pattern marker image " +
    "linearGradient radialGradient stop style filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix " +
    "feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage " +
    "feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence " +
    "animate animateMotion animateTransform mpath set").split(" "),
);
const HARMLESS_LINK = /^\s*(#|data:image\/(png|jpeg|gif|webp)[;,])/i;
const FOREIGN_STYLE = /@import|url\(\s*["']?(?!\s*["']?#)|\\/i; // a backslash could spell either in another way

/** The root element of an SVG's text, null where it is none. Sources forget the namespace; a browser needs it. */
export function read(text) {
  const named = /<svg\b[^>]*\sxmlns\s*=/.test(text) ? text : text.replace("<svg", `<svg xmlns="${SVG}"`);
  const linked = /\sxlink:/.test(named) && !/xmlns:xlink/.test(named) ? named.replace("<svg", `<svg xmlns:xlink="${XLINK}"`) : named;
  const root = new DOMParser().parseFromString(linked, "image/svg+xml").documentElement;
  return root.localName === "svg" && root.namespaceURI === SVG ? root : null;
}

/** The SVG's text with nothing but its drawing: no script, no event handler, no address of anything outside. Null where it is no SVG. */
export function clean(text) {
  const root = read(text);
  if (root === null) return null;
  for (const element of [root, ...root.querySelectorAll("*")]) {
    const isStyle = element.localName === "style" && FOREIGN_STYLE.test(element.textContent);
    if (element.namespaceURI !== SVG || !DRAWING.has(element.localName) || isStyle) element.remove();
    else [...element.attributes].filter(isHarmful).forEach((attribute) => element.removeAttributeNode(attribute));
  }
  removeNotes(root);
  return new XMLSerializer().serializeToString(root);
}

function isHarmful({ localName, name, namespaceURI, value }) {
  if (/^on/i.test(localName)) return true;
  if (localName === "href") return !HARMLESS_LINK.test(value);
  if (localName === "attributeName") return /href|^on/i.test(value); // an animation must not put back what was taken out
  const isKnown = [null, XLINK, XML].includes(namespaceURI) || name.startsWith("xmlns");
  return !isKnown || FOREIGN_STYLE.test(value);
}

/** Comments and processing instructions: nobody wants a copy of an editor's notes. */
function removeNotes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_PROCESSING_INSTRUCTION);
  const notes = [];
  while (walker.nextNode()) notes.push(walker.currentNode);
  notes.forEach((note) => note.remove());
}

export function dataUri(text) {
  const readable = encodeURIComponent(text).replace(/%(20|3D|3A|2F)/g, decodeURIComponent);
  return `data:image/svg+xml,${readable.replace(/['()]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)}`;
}

/** Whether the SVG takes the colour of the text around it. */
export function followsText(text) {
  return /currentcolor/i.test(text);
}

/** The SVG as the address of a picture whose `currentColor` is `colour`. */
export function coloured(text, colour) {
  const root = read(text);
  if (root === null) return null;
  root.style.color = colour;
  return dataUri(new XMLSerializer().serializeToString(root));
}

/** The picture at an address, decoded. Rejects with an EncodingError where it cannot be drawn. */
export async function decoded(address) {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  return picture;
}

/** A square canvas with the SVG drawn as large as fits, its middle in the middle. */
export async function drawn(text, side, colour = "black") {
  const root = read(text);
  const sides = ["width", "height"].map((name) => parseFloat(root.getAttribute(name)));
  if (!root.hasAttribute("viewBox") && sides.every(isFinite)) root.setAttribute("viewBox", `0 0 ${sides.join(" ")}`);
  root.setAttribute("width", side);
  root.setAttribute("height", side);
  root.style.color = colour;
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  canvas.getContext("2d").drawImage(await decoded(dataUri(new XMLSerializer().serializeToString(root))), 0, 0, side, side);
  return canvas;
}
