// <icon-search>: the search as an element for any website. docs/widget.md describes its attributes,
// its event and its properties.

import { grouped } from "./page/answer/groups.js";
import { findInPicture } from "./page/find.js";
import { Client, isAbort } from "./parts/client.js";
import { copy, FORMS, formatted, storedForm, storeForm } from "./parts/clipboard.js";
import { part, targetOf } from "./parts/elements.js";
import { listenForPictures } from "./parts/intake/intake.js";
import { marksOf, Results } from "./parts/results.js";
import { Found } from "./parts/sources.js";
import { Stage } from "./parts/stage/stage.js";
import { formatNumber, problemText, setLanguage, text, translate } from "./parts/texts.js";
import { verdictText } from "./parts/verdict.js";
import { WidgetDetails } from "./widget/details.js";
import { STYLES, TEMPLATE } from "./widget/template.js";
import { Toast } from "./widget/toast.js";

/** @import { Form } from "./parts/clipboard.js" */
/** @import { Further, Icon, Result, Wanted } from "./parts/types.js" */

const HOME = new URL("../", import.meta.url).href; // the service that serves this module
const LIMIT = 24; // icons, unless the attribute says otherwise
const TYPING_PAUSE = 200; // ms after the last letter until the search; chosen by hand

class IconSearch extends HTMLElement {
  /** @type {Wanted} */
  #wanted = { picture: null, crop: null, icon: "", q: "", filters: {} };
  #running = new AbortController();
  #connection = new AbortController();
  #typingTimer = 0;
  #root = this.attachShadow({ mode: "open" });
  #client = new Client(HOME);
  /** @type {Results | undefined} */
  #results;
  /** @type {Stage | undefined} */
  #stage;
  /** @type {WidgetDetails | undefined} */
  #details;
  /** @type {Toast | undefined} */
  #toast;

  connectedCallback() {
    this.#root.adoptedStyleSheets = STYLES;
    this.#root.replaceChildren(TEMPLATE.content.cloneNode(true));
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    const around = /** @type {HTMLElement | null} */ (this.closest("[lang]"));
    setLanguage(around?.lang || navigator.language);
    translate(this.#root);
    this.#client = new Client(this.#base, this.getAttribute("api-key") ?? "");
    const onError = (/** @type {unknown} */ error) => this.#fail(error);
    const options = { offersSimilar: false, onError, signal };
    const [list, section] = [this.#part("results"), this.#part("further")];
    this.#results = new Results(list, section, this.#client, options);
    this.#stage = new Stage(this.#part("stage"), (crop) => this.#search({ crop }));
    const dialog = part(this.#root, "#details", HTMLDialogElement);
    this.#toast = new Toast(this.#part("toast"), dialog);
    this.#details = new WidgetDetails(dialog, this.#client, (icon, form) => {
      this.#attempt(this.#choose(icon, form));
    });
    this.#fillForms();
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
    return Number(this.getAttribute("limit") ?? LIMIT);
  }

  get #words() {
    return part(this.#root, "#words", HTMLInputElement);
  }

  get #form() {
    return part(this.#root, "#form", HTMLSelectElement);
  }

  /** @param {string} id */
  #part(id) {
    return part(this.#root, `#${id}`);
  }

  #fillForms() {
    const stored = storedForm();
    const options = FORMS.map((form) => new Option(text(form), form, false, form === stored));
    this.#form.replaceChildren(...options);
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const input = part(this.#root, "#file", HTMLInputElement);
    const places = { input, target: this, zone: this.#part("drop"), signal };
    listenForPictures(
      places,
      (picture) => this.#take(picture),
      (words) => this.#searchWords(words),
      (problem) => this.#toast?.show(text(problem)),
    );
    this.#part("remove").addEventListener("click", () => this.#take(null));
    this.#part("whole").addEventListener("click", () => this.#search({ crop: null }));
    this.#form.addEventListener("change", () => storeForm(/** @type {Form} */ (this.#form.value)));
    this.#words.addEventListener("input", () => this.#searchLater());
    for (const id of ["results", "further"]) {
      this.#part(id).addEventListener("click", (event) => this.#handleClick(event));
    }
    const darkness = matchMedia("(prefers-color-scheme: dark)");
    darkness.addEventListener("change", () => this.#results?.redraw(), { signal });
  }

  #searchLater() {
    clearTimeout(this.#typingTimer);
    const search = () => this.#search({ q: this.#words.value.trim() });
    this.#typingTimer = setTimeout(search, TYPING_PAUSE);
  }

  /** @param {string} words */
  #searchWords(words) {
    this.#words.value = words;
    this.#search({ q: words });
  }

  /** @param {Event} event */
  #handleClick(event) {
    const button = targetOf(event).closest("button");
    const icon = button && this.#results?.iconOf(button);
    if (!icon) return;
    const isCard = button.className === "card";
    this.#attempt(isCard ? this.#choose(icon) : this.#details?.open(icon));
  }

  /** @param {Promise<void> | undefined} action */
  #attempt(action) {
    action?.catch((error) => this.#fail(error));
  }

  /** @param {Blob | null} picture */
  #take(picture) {
    this.#stage?.load(picture);
    this.#part("drop").hidden = picture !== null;
    for (const id of ["another", "remove"]) this.#part(id).hidden = picture === null;
    this.#search({ picture, crop: null });
  }

  /** @param {Partial<Wanted>} changes */
  async #search(changes) {
    this.#wanted = { ...this.#wanted, ...changes };
    this.#running.abort();
    this.#running = new AbortController();
    const { signal } = this.#running;
    this.#part("whole").hidden = this.#wanted.crop === null;
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
    const wanted = this.#wanted;
    const found = await findInPicture(this.#client, picture, wanted, signal, this.#limit);
    const { answer, window, places } = found;
    if (window) {
      this.#stage?.showWindow(window, marksOf(places));
      const icons = grouped(places).map(({ icon }) => icon);
      this.#show(icons, text("places", { n: formatNumber(icons.length) }));
    }
    if (!answer) return;
    this.#stage?.show(answer.query, wanted.crop, marksOf(places));
    const idle = answer.words_found === false ? text("words_idle", { q: wanted.q }) : "";
    this.#show(answer.results, `${verdictText(answer)} ${idle}`.trim(), places);
  }

  /** @param {AbortSignal} signal */
  async #findWords(signal) {
    const { q } = this.#wanted;
    if (!q) return this.#show([], "");
    const { icons, nearest_words } = await this.#client.icons({ q, limit: this.#limit }, signal);
    const nearest = nearest_words ? `${text("nearest_words")} ${nearest_words.join(", ")}` : "";
    this.#show(icons, icons.length ? "" : `${text("none")} ${nearest}`.trim());
  }

  /**
   * @param {(Icon | Result)[]} icons
   * @param {string} message
   * @param {Further[]} further
   */
  #show(icons, message, further = []) {
    const libraries = new Set(icons.map(({ library }) => library));
    this.#part("results").classList.toggle("libraries", libraries.size > 1);
    this.#results?.show(new Found(icons), further);
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
   * @param {Form} form
   */
  async #choose(icon, form = /** @type {Form} */ (this.#form.value)) {
    const address = this.#client.address(icon.links.svg ?? icon.links.image);
    const { svg, ...record } = icon;
    const detail = { icon: record, svg: svg ?? null, address };
    const options = { detail, bubbles: true, composed: true, cancelable: true };
    if (!this.dispatchEvent(new CustomEvent("icon-chosen", options))) return;
    const isCopied = await copy(formatted(form, icon, address));
    const copied = text("copied", { form: text(form), name: icon.name });
    this.#toast?.show(isCopied ? copied : text("not_copied"));
  }
}

customElements.define("icon-search", IconSearch);
