// A message that goes by itself.

import { part } from "../parts/elements.js";

const TIME = 4000; // ms that a message stays; chosen by hand
let timer = 0;

/**
 * Show a message for some seconds.
 * @param {string} message
 */
export function toast(message) {
  const element = part(document, "#toast");
  const dialog = document.querySelector("dialog:modal"); // a screen reader hears nothing outside
  (dialog ?? document.body).append(element);
  element.textContent = message;
  clearTimeout(timer);
  timer = setTimeout(() => element.replaceChildren(), TIME);
}
