// An icon's SVG: read, cleaned of all that could run or fetch, coloured, drawn. Icons are shown as <img>, which runs no script.

const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";
const XML = "http://www.w3.org/XML/1998/namespace";
// The page's policy complains of inline styles and handlers even in a document that is only read: there they have other names.
const GUARD = "guarded-";
const DRAWING = new Set(
  (`svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath clipPath mask pattern marker image ` +
    `linearGradient radialGradient stop ${GUARD}style filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix ` +
    "feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage " +
    "feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence " +
    "animate animateMotion animateTransform mpath set").split(" "),
);
const HARMLESS_LINK = /^\s*(#|data:image\/(png|jpeg|gif|webp)[;,])/i;
const FOREIGN_STYLE = /@import|url\(\s*["']?(?!\s*["']?#)|\\/i; // a backslash could spell either in another way

/** The text with its namespaces declared: sources forget them, a browser needs them. */
function named(text) {
  const root = /<svg\b[^>]*/.exec(text)?.[0] ?? "";
  const missing = [/\sxmlns\s*=/.test(root) ? "" : ` xmlns="${SVG}"`, /\sxlink:/.test(text) && !/xmlns:xlink/.test(text) ? ` xmlns:xlink="${XLINK}"` : ""];
  return withAttributes(text, missing.join(""));
}

function withAttributes(text, attributes) {
  return text.replace(/<svg(?=[\s>/])/, (tag) => tag + attributes);
}

/** The root element of an SVG's text, null where it is none; its inline styles and handlers have guarded names. */
function read(text) {
  const guarded = named(text).replace(/(<\/?)(style)(?=[\s>/])|(\s)(style|on\w+)(?=\s*=)/gi, `$1$3${GUARD}$2$4`);
  const root = new DOMParser().parseFromString(guarded, "image/svg+xml").documentElement;
  return root.localName === "svg" && root.namespaceURI === SVG ? root : null;
}

function written(root) {
  return new XMLSerializer().serializeToString(root).replace(new RegExp(`(</?|\\s)${GUARD}style(?=[\\s=>/])`, "g"), "$1style");
}

/** The SVG's text with nothing but its drawing: no script, no event handler, no address of anything outside. Null where it is no SVG. */
export function clean(text) {
  const root = read(text);
  if (root === null) return null;
  for (const element of [root, ...root.querySelectorAll("*")]) {
    if (isForeign(element)) element.remove();
    else [...element.attributes].filter(isHarmful).forEach((attribute) => element.removeAttributeNode(attribute));
  }
  removeNotes(root);
  return written(root);
}

function isForeign(element) {
  if (element.namespaceURI !== SVG || !DRAWING.has(element.localName)) return true;
  if (element.localName === `${GUARD}style`) return FOREIGN_STYLE.test(element.textContent);
  return /href|^on/i.test(element.getAttribute("attributeName") ?? ""); // an animation must not put back what is taken out
}

function isHarmful({ localName, name, namespaceURI, value }) {
  if (/^on/i.test(localName) || (localName.startsWith(GUARD) && localName !== `${GUARD}style`)) return true;
  if (localName === "href") return !HARMLESS_LINK.test(value);
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
  return dataUri(withAttributes(named(text), /<svg\b[^>]*\scolor\s*=/.test(text) ? "" : ` color="${colour}"`));
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
  root.setAttribute("color", colour);
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  canvas.getContext("2d").drawImage(await decoded(dataUri(written(root))), 0, 0, side, side);
  return canvas;
}
