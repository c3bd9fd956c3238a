// The markup and the styles of the widget.

import { create } from "../parts/elements.js";
import { DIALOG } from "./details.js";

export const TEMPLATE = create("template");
TEMPLATE.innerHTML = `
  <div class="bar">
    <input type="search" id="words" maxlength="200" data-label="words" data-hint="words_hint"
      autocomplete="off" spellcheck="false">
    <label><span data-text="click_copies"></span> <select id="form"></select></label>
  </div>
  <div class="query">
    <input type="file" id="file" class="offstage" aria-labelledby="drop"
      accept="image/*,.heic,.heif,.ico,.jp2,.dib">
    <label for="file" id="drop">
      <span>
        <b data-text="choose"></b> <span data-text="choose_rest"></span>
        <kbd>Ctrl</kbd> <kbd>V</kbd>
      </span>
    </label>
    <div id="stage"></div>
    <div class="actions">
      <label for="file" id="another" class="button" data-text="another" hidden></label>
      <button type="button" id="whole" data-text="whole" hidden></button>
      <button type="button" id="remove" data-text="remove" hidden></button>
    </div>
  </div>
  <p id="message" class="message" role="status"></p>
  <ol id="results" class="grid" data-label="icons"></ol>
  <section id="further" aria-labelledby="further-title" hidden>
    <h2 id="further-title" data-text="further"></h2>
    <ol class="grid" aria-labelledby="further-title"></ol>
  </section>
  <p id="toast" class="toast" role="status"></p>${DIALOG}`;

// Fetched, not linked: a site's Content-Security-Policy may forbid styles from elsewhere, but it
// must allow this service's answers.
export const STYLES = await Promise.all(["parts.css", "widget.css"].map(loadStyle));

/** @param {string} name */
async function loadStyle(name) {
  const response = await fetch(new URL(`../${name}`, import.meta.url));
  return new CSSStyleSheet().replace(await response.text());
}
