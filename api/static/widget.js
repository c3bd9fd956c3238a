// <icon-search>: the search as an element for any website. docs/widget.md describes its attributes, its event and its properties.

import { Client } from "./client.js";
import { FORMS, copy, formed, rememberForm, rememberedForm } from "./clipboard.js";
import { Stage } from "./crop.js";
import { Found, Grid } from "./grid.js";
import { takeIn } from "./intake.js";
import { clean } from "./svg.js";
import { fill, say, sayNumber, sayProblem, speak } from "./texts.js";

const HOME = new URL("../", import.meta.url).href; // the service that this module came from
const LIMIT = 24;
const REST = 200; // ms after the last letter before the search
const TEMPLATE = document.createElement("template");
TEMPLATE.innerHTML = `
  <div class="bar">
    <input type="search" id="words" maxlength="200" data-label="words" data-hint="words_hint" autocomplete="off" spellcheck="false">
    <label><span data-text="click_copies"></span> <select id="form"></select></label>
  </div>
  <div class="query">
    <input type="file" id="file" class="offstage" accept="image/png,image/jpeg,image/webp,image/gif,image/bmp">
    <label for="file" id="drop"><span><b data-text="choose"></b> <span data-text="choose_rest"></span> <kbd>Ctrl</kbd> <kbd>V</kbd></span></label>
    <div id="stage"></div>
    <div class="actions"><label for="file" id="another" class="button" data-text="another" hidden></label><button type="button" id="remove" data-text="remove" hidden></button></div>
  </div>
  <p id="message" class="message" role="status"></p>
  <ol id="results" class="grid" data-label="icons"></ol>
  <p id="toast" class="toast" role="status"></p>`;

// Fetched, not linked: the policy of the site around it may forbid styles from elsewhere, while it must allow this service's answers.
const styles = await Promise.all(["parts.css", "widget.css"].map(async (name) => {
  const response = await fetch(new URL(name, import.meta.url));
  return new CSSStyleSheet().replace(await response.text());
}));

class IconSearch extends HTMLElement {
  #wanted = { picture: null, crop: null, q: "" };
  #underWay = new AbortController();
  #gone = new AbortController();
  #rest = 0;

  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = styles;
    root.replaceChildren(TEMPLATE.content.cloneNode(true));
    this.#gone = new AbortController();
    speak(this.closest("[lang]")?.lang || navigator.language);
    fill(root);
    const { signal } = this.#gone;
    const base = new URL(`${this.getAttribute("api") ?? HOME}/`.replace(/\/+$/, "/"), document.baseURI).href;
    this.client = new Client(base, this.getAttribute("api-key") ?? "");
    this.grid = new Grid(this.#part("results"), this.client, { more: false, onError: (error) => this.#fail(error), signal });
    this.stage = new Stage(this.#part("stage"), (crop) => this.#search({ crop }));
    this.#part("form").replaceChildren(...FORMS.map((form) => new Option(say(form), form, false, form === rememberedForm())));
    this.#listen(signal);
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#underWay.abort();
  }

  #part(id) {
    return this.shadowRoot.getElementById(id);
  }

  #listen(signal) {
    takeIn({ input: this.#part("file"), target: this, zone: this.#part("drop"), signal }, (picture) => this.#take(picture));
    this.#part("remove").addEventListener("click", () => this.#take(null));
    this.#part("form").addEventListener("change", ({ target }) => rememberForm(target.value));
    this.#part("words").addEventListener("input", ({ target }) => {
      clearTimeout(this.#rest);
      this.#rest = setTimeout(() => this.#search({ q: target.value.trim() }), REST);
    });
    this.#part("results").addEventListener("click", ({ target }) => {
      const icon = target.closest("button") && this.grid.iconOf(target);
      if (icon) this.#choose(icon).catch((error) => this.#fail(error));
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.grid.redraw(), { signal });
  }

  #take(picture) {
    this.stage.load(picture);
    this.#part("drop").hidden = picture !== null;
    this.#part("another").hidden = this.#part("remove").hidden = picture === null;
    this.#search({ picture, crop: null });
  }

  async #search(changes) {
    this.#wanted = { ...this.#wanted, ...changes };
    this.#underWay.abort();
    this.#underWay = new AbortController();
    const { signal } = this.#underWay;
    this.#part("results").ariaBusy = true;
    try {
      await (this.#wanted.picture ? this.#findPicture(signal) : this.#findWords(signal));
    } catch (error) {
      this.#fail(error);
    }
    if (!signal.aborted) this.#part("results").ariaBusy = false;
  }

  async #findPicture(signal) {
    const { picture, crop, q } = this.#wanted;
    const box = crop ? [crop.x, crop.y, crop.width, crop.height].join() : "";
    const { query, verdict, results } = await this.client.search(picture, { limit: this.#limit, q, crop: box }, signal);
    this.stage.answer(query, crop);
    const [{ name, match }] = results;
    this.#show(results, verdict === "found" ? say("found_match", { name, match: sayNumber(match) }) : verdict ? say(verdict) : "");
  }

  async #findWords(signal) {
    const { q } = this.#wanted;
    const { icons } = q ? await this.client.icons({ q, limit: this.#limit }, signal) : { icons: [] };
    this.#show(icons, q && !icons.length ? say("none") : "");
  }

  get #limit() {
    return this.getAttribute("limit") ?? LIMIT;
  }

  #show(icons, message) {
    this.grid.show(new Found(icons));
    this.#tell(message);
  }

  #tell(text, isWrong = false) {
    this.#part("message").textContent = text;
    this.#part("message").classList.toggle("wrong", isWrong);
  }

  #fail(error) {
    if (error.name !== "AbortError") this.#tell(sayProblem(error), true);
  }

  /** Tell the site; copy the icon unless the site prevents that. */
  async #choose(icon) {
    const address = this.client.address(icon.links.svg ?? icon.links.image);
    const { svg, ...record } = icon;
    const detail = { icon: record, svg: svg ? clean(svg) : null, address }; // a site gets no SVG that could run a script in it
    const isWanted = this.dispatchEvent(new CustomEvent("icon-chosen", { detail, bubbles: true, composed: true, cancelable: true }));
    if (!isWanted) return;
    const form = this.#part("form").value;
    const copied = await copy(formed(form, icon, address));
    this.#part("toast").textContent = copied ? say("copied", { form: say(form), name: icon.name }) : say("not_copied");
  }
}

customElements.define("icon-search", IconSearch);
