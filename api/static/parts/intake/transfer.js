// What a paste or a drop brings: pictures, words, or something that a person must do otherwise.

import { pictureOf } from "../copied.js";

/** @import { TextKey } from "../texts.js" */
/**
 * @typedef {object} Brought
 * @property {Blob[]} pictures
 * @property {string} words a short text, empty where there are pictures
 * @property {TextKey} [problem] what is wrong, where there are neither pictures nor words
 */

const MOST_LETTERS = 200; // of words; the service takes no more
const PICTURE_DATA = /^\s*data:image\//i;
const LINK = /^\s*(https?|ftp|file|blob):\S+\s*$/i;

/**
 * Returns what a paste or a drop brings. A picture in it is found as a file, as the code of an SVG,
 * as a data URI, or as an element of a page.
 * @param {DataTransfer | null} transfer
 * @returns {Brought}
 */
export function broughtBy(transfer) {
  const files = [...(transfer?.files ?? [])];
  const images = files.filter(({ type }) => type.startsWith("image/"));
  if (files.length) return { pictures: images.length ? images : files, words: "" };
  const texts = ["text/plain", "text/uri-list"].map((type) => transfer?.getData(type) ?? "");
  const written = [...texts, ...sourcesIn(transfer?.getData("text/html") ?? "")];
  for (const one of written) {
    const picture = pictureOf(one);
    if (picture) return { pictures: [picture], words: "" };
  }
  return { pictures: [], ...otherwise(written) };
}

/**
 * Returns the code and the addresses of the pictures in a part of a page.
 * @param {string} html
 */
function sourcesIn(html) {
  if (!html) return [];
  // Nothing of it is loaded or run: the document that is parsed has no window.
  const page = new DOMParser().parseFromString(html, "text/html");
  // The outer ones: the code of each of many in one another would hold that of all inside of it.
  const drawings = [...page.querySelectorAll("svg:not(svg svg)")].map((svg) => svg.outerHTML);
  const images = [...page.querySelectorAll("img")].map((image) => image.getAttribute("src") ?? "");
  return [...images, ...drawings];
}

/**
 * Returns what to do with texts that hold no picture.
 * @param {string[]} texts
 * @returns {{ words: string, problem?: TextKey }}
 */
function otherwise(texts) {
  if (texts.some((one) => PICTURE_DATA.test(one))) return { words: "", problem: "brought_broken" };
  if (texts.some((one) => LINK.test(one))) return { words: "", problem: "brought_link" };
  const [plain = ""] = texts;
  const words = plain.trim();
  if (!words) return { words, problem: "brought_nothing" };
  const isShort = words.length <= MOST_LETTERS && !/[\n<>]/.test(words);
  return isShort ? { words } : { words: "", problem: "brought_text" };
}
