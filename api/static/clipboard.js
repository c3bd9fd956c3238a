// What of an icon goes to the clipboard, or into a file, and in which form.

import { clean, dataUri, drawn } from "./svg.js";

export const FORMS = ["svg", "img", "uri", "react", "vue", "name"];
const REMEMBERED = "iconlens.form";
const PNG_SIDE = 512; // pixels

/** The form that was copied last, on this computer. */
export function rememberedForm() {
  const form = localStorage.getItem(REMEMBERED);
  return FORMS.includes(form) ? form : FORMS[0];
}

export function rememberForm(form) {
  localStorage.setItem(REMEMBERED, form);
}

/** An icon in a form, as text; `address` is its picture's. */
export function formed(form, icon, address) {
  const code = icon.svg ? clean(icon.svg) : null;
  return {
    svg: () => code ?? address,
    img: () => `<img src="${escaped(address)}" alt="${escaped(icon.name)}" width="24" height="24">`,
    uri: () => (code === null ? address : dataUri(code)),
    react: () => words(icon.name).map(capitalised).join("").replace(/^(?=\d)/, "Icon"),
    vue: () => words(icon.name).join("-").toLowerCase().replace(/^(?=\d)/, "icon-"),
    name: () => icon.name,
  }[form]();
}

function words(name) {
  return name.replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2").match(/[\p{L}\p{N}]+/gu) ?? ["icon"];
}

function capitalised(word) {
  return word[0].toUpperCase() + word.slice(1);
}

function escaped(text) {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Put text into the clipboard; false where the browser does not let a page do so. */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => copySelected(text));
  return copySelected(text); // an intranet host without https has no clipboard interface
}

function copySelected(text) {
  const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true, className: "offstage" });
  const modal = document.querySelector("dialog:modal"); // what is outside of an open dialog cannot have the focus
  const focused = document.activeElement;
  (modal ?? document.body).append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}

export function saveSvg({ name, svg }) {
  save(`${name}.svg`, new Blob([clean(svg)], { type: "image/svg+xml" }));
}

export async function savePng({ name, svg }) {
  const canvas = await drawn(clean(svg), PNG_SIDE);
  save(`${name}.png`, await new Promise((done) => canvas.toBlob(done)));
}

function save(name, content) {
  const href = URL.createObjectURL(content);
  Object.assign(document.createElement("a"), { href, download: name.replace(/[\\/:*?"<>|]/g, "-") }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
