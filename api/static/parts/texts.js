// The texts of the page and the widget, in English and in Simplified Chinese. A browser loads those
// of its language alone.

/** @import { ProblemDetails, Reading } from "./types.js" */
/** @import * as chinese from "./texts/chinese.js" */
/** @import * as english from "./texts/english.js" */
/** @typedef {keyof typeof english.TEXTS} TextKey */
/** @typedef {"en" | "zh-Hans"} Language */

/** @type {Language} */
let language = "en";
// Control characters, and those that show the text after them in another order (CVE-2021-42574).
const HARMFUL = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
let collator = new Intl.Collator(language, { numeric: true });
/** @type {typeof english | typeof chinese} */
let texts;

/**
 * Set the language: Simplified Chinese for any Chinese, English for any other. Rejects where its
 * texts cannot be loaded; the language is then the one before.
 * @param {string} tag a BCP 47 language tag
 */
export async function setLanguage(tag) {
  const isChinese = tag.toLowerCase().startsWith("zh");
  texts = await (isChinese ? import("./texts/chinese.js") : import("./texts/english.js"));
  language = isChinese ? "zh-Hans" : "en";
  collator = new Intl.Collator(language, { numeric: true });
}

export function currentLanguage() {
  return language;
}

/**
 * Returns a text in the current language.
 * @param {TextKey} key
 * @param {Record<string, string | number>} values replace the {placeholders} of their names
 */
export function text(key, values = {}) {
  return texts.TEXTS[key].replace(/\{(\w+)\}/g, (_, name) => plain(String(values[name])));
}

/**
 * Returns a text of the library on one line, in the order of its letters.
 * @param {string} value
 */
export function plain(value) {
  return value.replace(HARMFUL, " ").trim();
}

/**
 * Returns a number as the current language writes it, without a fraction.
 * @param {number} number
 */
export function formatNumber(number) {
  return number.toLocaleString(language, { maximumFractionDigits: 0 });
}

/**
 * Returns the order of two texts from A to Z, numbers in them by their value.
 * @param {string} one
 * @param {string} other
 */
export function compareTexts(one, other) {
  return collator.compare(one, other);
}

/**
 * Returns what an error says to a person: the service's own sentence, or its translation.
 * @param {Error & { problem?: ProblemDetails }} error
 */
export function problemText(error) {
  const kind = error.problem?.type?.split(":").pop() ?? "";
  return texts.PROBLEMS[kind] ?? error.message;
}

/**
 * Returns what a way to read a picture is called.
 * @param {Reading} reading
 */
export function readingName(reading) {
  return texts.READINGS[reading] ?? reading;
}

/**
 * Set the texts of all elements under `root`: `data-text` names the content's key, `data-label` the
 * accessible name's, `data-hint` the placeholder's.
 * @param {Document | ShadowRoot | HTMLElement} root
 */
export function translate(root) {
  for (const element of elementsWith(root, "text")) element.textContent = textOf(element, "text");
  for (const element of elementsWith(root, "label")) {
    element.setAttribute("aria-label", textOf(element, "label"));
  }
  for (const element of elementsWith(root, "hint")) {
    /** @type {HTMLInputElement} */ (element).placeholder = textOf(element, "hint");
  }
}

/**
 * @param {Document | ShadowRoot | HTMLElement} root
 * @param {string} name
 * @returns {NodeListOf<HTMLElement>}
 */
function elementsWith(root, name) {
  return root.querySelectorAll(`[data-${name}]`);
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 */
function textOf(element, name) {
  return text(/** @type {TextKey} */ (element.dataset[name]));
}
