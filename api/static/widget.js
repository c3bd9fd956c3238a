// <icon-search>: the search as an element for any website. docs/widget.md describes its attributes,
// its event and its properties.

import { Client, isAbort } from "./parts/client.js";
import { copy } from "./parts/copy/clipboard.js";
import { Forms, titleOf } from "./parts/copy/forms.js";
import { fillForms } from "./parts/copy/select.js";
import { settings } from "./parts/copy/settings.js";
import { create, part, targetOf } from "./parts/elements.js";
import { listenForPictures } from "./parts/intake.js";
import { likeliest, marksOf, Results } from "./parts/results.js";
import { Found } from "./parts/sources.js";
import { Stage } from "./parts/stage/stage.js";
import { problemText, setLanguage, text, translate } from "./parts/texts.js";
import { verdictText } from "./parts/verdict.js";

/** @import { Box, Further, Icon, Result } from "./parts/types.js" */
/** @typedef {{ picture: Blob | null, crop: Box | null, q: string }} Wanted */

const HOME = new URL("../", import.meta.url).href; // the service that serves this module
const LIMIT = "24"; // icons, unless the attribute says otherwise
const TYPING_PAUSE = 200; // ms after the last letter until the search; chosen by hand
const TEMPLATE = create("template");
TEMPLATE.innerHTML = `
  <div class="bar">
    <input type="search" id="words" maxlength="200" data-label="words" data-hint="words_hint"
      autocomplete="off" spellcheck="false">
    <label><span data-text="click_copies"></span> <select id="form"></select></label>
  </div>
  <div class="query">
    <input type="file" id="file" class="offstage"
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
      <button type="button" id="remove" data-text="remove" hidden></button>
    </div>
  </div>
  <p id="message" class="message" role="status"></p>
  <ol id="results" class="grid" data-label="icons"></ol>
  <section id="further" aria-labelledby="further-title" hidden>
    <h2 id="further-title" data-text="further"></h2>
    <ol class="grid" aria-labelledby="further-title"></ol>
  </section>
  <p id="toast" class="toast" role="status"></p>`;

// Fetched, not linked: a site's Content-Security-Policy may forbid styles from elsewhere, but it
// must allow this service's answers.
const STYLES = await Promise.all(["parts.css", "widget.css"].map(loadStyle));

/** @param {string} name */
async function loadStyle(name) {
  const response = await fetch(new URL(name, import.meta.url));
  return new CSSStyleSheet().replace(await response.text());
}

class IconSearch extends HTMLElement {
  /** @type {Wanted} */
  #wanted = { picture: null, crop: null, q: "" };
  #running = new AbortController();
  #connection = new AbortController();
  #typingTimer = 0;
  #root = this.attachShadow({ mode: "open" });
  #client = new Client(HOME);
  #forms = new Forms(this.#client);
  /** @type {Results | undefined} */
  #results;
  /** @type {Stage | undefined} */
  #stage;

  connectedCallback() {
    this.#root.adoptedStyleSheets = STYLES;
    this.#root.replaceChildren(TEMPLATE.content.cloneNode(true));
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    const around = /** @type {HTMLElement | null} */ (this.closest("[lang]"));
    setLanguage(around?.lang || navigator.language);
    translate(this.#root);
    this.#client = new Client(this.#base, this.getAttribute("api-key") ?? "");
    this.#forms = new Forms(this.#client);
    const onError = (/** @type {unknown} */ error) => this.#fail(error);
    const options = { offersSimilar: false, onError, signal };
    const [list, section] = [this.#part("results"), this.#part("further")];
    this.#results = new Results(list, section, this.#client, options);
    this.#stage = new Stage(this.#part("stage"), (crop) => this.#search({ crop }));
    fillForms(this.#form, this.#forms.all);
    this.#listen(signal);
  }

  disconnectedCallback() {
    this.#connection.abort();
    this.#running.abort();
  }

  /** Returns the service's address with a slash at its end. */
  get #base() {
    const address = this.getAttribute("api") ?? HOME;
    return new URL(`${address}/`.replace(/\/+$/, "/"), document.baseURI).href;
  }

  get #limit() {
    return this.getAttribute("limit") ?? LIMIT;
  }

  get #form() {
    return part(this.#root, "#form", HTMLSelectElement);
  }

  /** @param {string} id */
  #part(id) {
    return part(this.#root, `#${id}`);
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const input = part(this.#root, "#file", HTMLInputElement);
    const places = { input, target: this, zone: this.#part("drop"), signal };
    listenForPictures(places, (picture) => this.#take(picture));
    this.#part("remove").addEventListener("click", () => this.#take(null));
    this.#form.addEventListener("change", () => settings.set({ form: this.#form.value }));
    this.#part("words").addEventListener("input", () => this.#searchWords());
    for (const id of ["results", "further"]) {
      this.#part(id).addEventListener("click", (event) => this.#handleClick(event));
    }
    const darkness = matchMedia("(prefers-color-scheme: dark)");
    darkness.addEventListener("change", () => this.#results?.redraw(), { signal });
  }

  #searchWords() {
    const words = part(this.#root, "#words", HTMLInputElement);
    clearTimeout(this.#typingTimer);
    const search = () => this.#search({ q: words.value.trim() });
    this.#typingTimer = setTimeout(search, TYPING_PAUSE);
  }

  /** @param {Event} event */
  #handleClick(event) {
    const button = targetOf(event).closest("button");
    const icon = button && this.#results?.iconOf(button);
    if (icon) this.#choose(icon).catch((error) => this.#fail(error));
  }

  /** @param {Blob | null} picture */
  #take(picture) {
    this.#stage?.load(picture);
    this.#part("drop").hidden = picture !== null;
    this.#part("another").hidden = picture === null;
    this.#part("remove").hidden = picture === null;
    this.#search({ picture, crop: null });
  }

  /** @param {Partial<Wanted>} changes */
  async #search(changes) {
    this.#wanted = { ...this.#wanted, ...changes };
    this.#running.abort();
    this.#running = new AbortController();
    const { signal } = this.#running;
    this.#part("results").ariaBusy = "true";
    try {
      await this.#find(signal);
    } catch (error) {
      this.#fail(error);
    }
    if (!signal.aborted) this.#part("results").ariaBusy = "false";
  }

  /** @param {AbortSignal} signal */
  #find(signal) {
    const { picture } = this.#wanted;
    return picture ? this.#findPicture(picture, signal) : this.#findWords(signal);
  }

  /**
   * @param {Blob} picture
   * @param {AbortSignal} signal
   */
  async #findPicture(picture, signal) {
    const { crop, q } = this.#wanted;
    const box = crop ? [crop.x, crop.y, crop.width, crop.height].join() : "";
    const parameters = { limit: this.#limit, q, crop: box, code: true };
    const answer = await this.#client.search(picture, parameters, signal);
    const further = likeliest(answer.others);
    this.#stage?.show(answer.query, crop, marksOf(further));
    this.#show(answer.results, verdictText(answer), further);
  }

  /** @param {AbortSignal} signal */
  async #findWords(signal) {
    const { q } = this.#wanted;
    if (!q) return this.#show([], "");
    const { icons } = await this.#client.icons({ q, limit: this.#limit, code: true }, signal);
    this.#show(icons, icons.length ? "" : text("none"));
  }

  /**
   * @param {(Icon | Result)[]} icons
   * @param {string} message
   * @param {Further[]} further
   */
  #show(icons, message, further = []) {
    this.#results?.show(new Found(icons), further);
    if (this.#forms.learn(icons)) fillForms(this.#form, this.#forms.all);
    this.#showMessage(message);
  }

  /**
   * @param {string} message
   * @param {boolean} isWrong
   */
  #showMessage(message, isWrong = false) {
    this.#part("message").textContent = message;
    this.#part("message").classList.toggle("wrong", isWrong);
  }

  /** @param {unknown} error */
  #fail(error) {
    if (!isAbort(error)) this.#showMessage(problemText(/** @type {Error} */ (error)), true);
  }

  /**
   * Fire the event `icon-chosen`, and copy the icon unless the site prevents that.
   * @param {Icon} icon
   */
  async #choose(icon) {
    const address = this.#client.address(icon.links.svg ?? icon.links.image);
    const { svg, ...record } = icon;
    const detail = { icon: record, svg: svg ?? null, address };
    const options = { detail, bubbles: true, composed: true, cancelable: true };
    if (!this.dispatchEvent(new CustomEvent("icon-chosen", options))) return;
    const coming = this.#forms.textOf(icon, this.#form.value);
    const isCopied = await copy(coming.then((taken) => taken.text));
    const values = { form: titleOf((await coming).form), name: icon.name };
    this.#part("toast").textContent = text(isCopied ? "copied" : "not_copied", values);
  }
}

customElements.define("icon-search", IconSearch);
