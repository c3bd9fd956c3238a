// The forms in which an icon is copied to the clipboard, and the files that it is saved in.

import { create, pngOf } from "./elements.js";
import { dataUri, drawn } from "./svg.js";

/** @import { Icon } from "./types.js" */
/** @typedef {typeof FORMS[number]} Form a form in which an icon is copied */

export const FORMS = /** @type {const} */ (["svg", "img", "uri", "react", "vue", "name"]);
const FORM_KEY = "iconlens.form"; // in the local storage
const PNG_SIDE = 512; // pixels of a saved PNG; the button's text names it too
const LIFETIME = 1000; // ms until a saved file's address is revoked: a download reads it later

/** Returns the form that was chosen last in this browser. */
export function storedForm() {
  const stored = localStorage.getItem(FORM_KEY);
  return FORMS.find((form) => form === stored) ?? FORMS[0];
}

/** @param {Form} form */
export function storeForm(form) {
  localStorage.setItem(FORM_KEY, form);
}

/**
 * Returns an icon as text in a form.
 * @param {Form} form
 * @param {Icon} icon
 * @param {string} address of the icon's picture; replaces the SVG of an icon without any
 * @returns {string}
 */
export function formatted(form, icon, address) {
  switch (form) {
    case "svg":
      return icon.svg ?? address;
    case "img":
      return imageTag(icon.name, address);
    case "uri":
      return icon.svg ? dataUri(icon.svg) : address;
    case "react":
      return words(icon.name)
        .map(capitalised)
        .join("")
        .replace(/^(?=\d)/, "Icon");
    case "vue":
      return words(icon.name)
        .join("-")
        .toLowerCase()
        .replace(/^(?=\d)/, "icon-");
    case "name":
      return icon.name;
  }
}

/**
 * @param {string} name
 * @param {string} address
 */
function imageTag(name, address) {
  return `<img src="${escaped(address)}" alt="${escaped(name)}" width="24" height="24">`;
}

/** @param {string} name */
function words(name) {
  const spaced = name.replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2");
  return spaced.match(/[\p{L}\p{N}]+/gu) ?? ["icon"];
}

/** @param {string} word */
function capitalised(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** @param {string} markup */
function escaped(markup) {
  return markup.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Copy a text to the clipboard. Returns false where the browser forbids it.
 * @param {string} copied
 */
export async function copy(copied) {
  if (!navigator.clipboard) return copySelected(copied); // absent for a site without https
  try {
    await navigator.clipboard.writeText(copied);
    return true;
  } catch {
    return copySelected(copied);
  }
}

/** @param {string} value */
function copySelected(value) {
  const field = create("textarea", { value, readOnly: true, className: "offstage" });
  const dialog = document.querySelector("dialog:modal"); // nothing outside can have the focus
  const focused = document.activeElement;
  (dialog ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}

/**
 * Save an icon's SVG as a file.
 * @param {string} name
 * @param {string} svg
 */
export function saveSvg(name, svg) {
  save(`${name}.svg`, new Blob([svg], { type: "image/svg+xml" }));
}

/**
 * Save an icon as a PNG file.
 * @param {string} name
 * @param {string} svg
 */
export async function savePng(name, svg) {
  const canvas = await drawn(svg, PNG_SIDE);
  save(`${name}.png`, await pngOf(canvas));
}

/**
 * @param {string} name
 * @param {Blob} content
 */
function save(name, content) {
  const href = URL.createObjectURL(content);
  const download = name.replace(/[\\/:*?"<>|]/g, "-");
  create("a", { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), LIFETIME);
}
