// <icon-search>: the search as an element for any website. docs/widget.md describes its attributes,
// its event and its properties.

import { counted } from "./page/answer/groups.js";
import { findInPicture, NOTHING } from "./page/find.js";
import { Client, isAbort } from "./parts/client.js";
import { copy } from "./parts/copy/clipboard.js";
import { Forms, titleOf } from "./parts/copy/forms.js";
import { fillForms } from "./parts/copy/select.js";
import { settings } from "./parts/copy/settings.js";
import { part, targetOf } from "./parts/elements.js";
import { listenForPictures } from "./parts/intake/intake.js";
import { marksOf } from "./parts/results.js";
import { Found } from "./parts/sources.js";
import { Stage } from "./parts/stage/stage.js";
import { isSvg } from "./parts/svg.js";
import { formatNumber, problemText, setLanguage, text, translate } from "./parts/texts.js";
import { endingText, verdictText } from "./parts/verdict.js";
import { WidgetDetails } from "./widget/details.js";
import { Results } from "./widget/results.js";
import { STYLES, TEMPLATE } from "./widget/template.js";
import { Toast } from "./widget/toast.js";

/** @import { Further, Icon, Result, Wanted } from "./parts/types.js" */

const HOME = new URL("../", import.meta.url).href; // the service that serves this module
const LIMIT = 24; // icons, unless the attribute says otherwise
const TYPING_PAUSE = 200; // ms after the last letter until the search; chosen by hand

class IconSearch extends HTMLElement {
  /** @type {Wanted} */
  #wanted = NOTHING;
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
  /** @type {WidgetDetails | undefined} */
  #details;
  /** @type {Toast | undefined} */
  #toast;

  async connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    await setLanguage(this.closest("[lang]")?.getAttribute("lang") || navigator.language);
    if (signal.aborted) return; // the site has removed the element, or moved it
    this.#root.adoptedStyleSheets = STYLES;
    this.#root.replaceChildren(TEMPLATE.content.cloneNode(true));
    translate(this.#root);
    this.#client = new Client(this.#base, this.getAttribute("api-key") ?? "");
    this.#forms = new Forms(this.#client);
    const onError = (/** @type {unknown} */ error) => this.#fail(error);
    const options = { offersSimilar: false, onError, signal };
    const [list, section] = [this.#part("results"), this.#part("further")];
    this.#results = new Results(list, section, this.#client, options);
    this.#stage = new Stage(this.#part("stage"), (crop) => this.#search({ crop }));
    const dialog = part(this.#root, "#details", HTMLDialogElement);
    this.#toast = new Toast(this.#part("toast"), dialog);
    this.#details = new WidgetDetails(dialog, this.#client, this.#forms, (icon, form) => {
      this.#attempt(this.#choose(icon, form));
    });
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

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const input = part(this.#root, "#file", HTMLInputElement);
    const places = { input, target: this, zone: this.#part("drop"), signal };
    listenForPictures(
      places,
      (picture) => this.#take(picture),
      (words) => {
        this.#words.value = words;
        this.#search({});
      },
      (problem) => this.#toast?.show(text(problem)),
    );
    this.#part("remove").addEventListener("click", () => this.#take(null));
    this.#part("whole").addEventListener("click", () => this.#search({ crop: null }));
    this.#form.addEventListener("change", () => settings.set({ form: this.#form.value }));
    this.#words.addEventListener("input", () => this.#searchLater());
    for (const id of ["results", "further"]) {
      this.#part(id).addEventListener("click", (event) => this.#handleClick(event));
    }
    const redraw = () => this.#results?.redraw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, { signal });
  }

  #searchLater() {
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#search({}), TYPING_PAUSE);
  }

  /** @param {Event} event */
  #handleClick(event) {
    const button = targetOf(event).closest("button");
    const icon = button && this.#results?.iconOf(button);
    if (!icon) return;
    if (button.className === "card") this.#attempt(this.#choose(icon));
    else this.#attempt(this.#details?.open(icon));
  }

  /** @param {Promise<void> | undefined} action */
  #attempt(action) {
    action?.catch((error) => this.#fail(error));
  }

  /** @param {Blob | null} picture */
  #take(picture) {
    this.#stage?.load(picture && isSvg(picture) ? null : picture);
    this.#part("drop").hidden = picture !== null;
    for (const id of ["another", "remove"]) this.#part(id).hidden = picture === null;
    this.#part("file").setAttribute("aria-labelledby", picture ? "another" : "drop");
    if (picture) this.#words.value = ""; // words from before are about something else
    this.#search({ picture, crop: null });
  }

  /** @param {Partial<Wanted>} changes beside the words that are written by now */
  async #search(changes) {
    clearTimeout(this.#typingTimer);
    this.#wanted = { ...this.#wanted, ...changes, q: this.#words.value.trim() };
    this.#running.abort();
    this.#running = new AbortController();
    const { signal } = this.#running;
    const { picture, crop } = this.#wanted;
    if ("crop" in changes) this.#stage?.release();
    this.#part("whole").hidden = crop === null;
    this.#part("results").ariaBusy = "true";
    try {
      await (picture ? this.#findPicture(picture, signal) : this.#findWords(signal));
    } catch (error) {
      this.#fail(error);
    }
    if (!signal.aborted) this.#part("results").ariaBusy = "false";
  }

  /**
   * @param {Blob} picture
   * @param {AbortSignal} signal
   */
  async #findPicture(picture, signal) {
    const wanted = this.#wanted;
    const asked = findInPicture(this.#client, picture, wanted, signal, this.#limit);
    const { answer, window, places } = await asked;
    signal.throwIfAborted(); // an SVG is drawn after its answer
    if (window) {
      this.#stage?.showWindow(window, marksOf(places));
      const title = text("places", { n: formatNumber(places.length) });
      this.#show(counted(places), `${title} ${endingText(window)}`.trim());
    }
    if (!answer) return;
    if (isSvg(picture)) this.#stage?.load(picture);
    this.#stage?.show(answer.query, wanted.crop, marksOf(places));
    const idle = answer.words_found === false ? text("words_idle", { q: wanted.q }) : "";
    const said = [verdictText(answer), idle, endingText(answer)];
    this.#show(answer.results, said.filter(Boolean).join(" "), places);
  }

  /** @param {AbortSignal} signal */
  async #findWords(signal) {
    const { q } = this.#wanted;
    if (!q) return this.#show([], "");
    const parameters = { q, limit: this.#limit, code: true };
    const { icons, nearest_words } = await this.#client.icons(parameters, signal);
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
   * @param {string} form
   */
  async #choose(icon, form = this.#form.value) {
    const address = this.#client.address(icon.links.svg ?? icon.links.image);
    const { svg, ...record } = icon;
    const detail = { icon: record, svg: svg ?? null, address };
    const options = { detail, bubbles: true, composed: true, cancelable: true };
    if (!this.dispatchEvent(new CustomEvent("icon-chosen", options))) return;
    const coming = this.#forms.textOf(icon, form);
    const isCopied = await copy(coming.then((taken) => taken.text));
    const values = { form: titleOf((await coming).form), name: icon.name };
    this.#toast?.show(text(isCopied ? "copied" : "not_copied", values));
  }
}

customElements.define("icon-search", IconSearch);
