// The answer to a picture of one icon: the person's crop and the icon side by side, the verdict in
// words, and what can be copied.

import { degree, lookAlikes, paint } from "../../parts/cards.js";
import { titleOf } from "../../parts/copy/forms.js";
import { fillForms } from "../../parts/copy/select.js";
import { settings } from "../../parts/copy/settings.js";
import { create, part } from "../../parts/elements.js";
import { formatNumber, text, translate } from "../../parts/texts.js";
import { judged, readingText } from "../../parts/verdict.js";
import { cutoutOf } from "./cutout.js";

/** @import { Client } from "../../parts/client.js" */
/** @import { Result, SearchAnswer } from "../../parts/types.js" */
/** @import { Outcome } from "../find.js" */

const SIDE = 320; // pixels of the crop's canvas: twice as many as the page shows, for fine screens
const HERO = create("template");
HERO.innerHTML = `
  <div class="pair">
    <figure class="crop">
      <div class="tile"></div><figcaption data-text="picture"></figcaption>
    </figure>
    <figure class="icon">
      <div class="tile"><img alt=""></div><figcaption data-text="in_library"></figcaption>
    </figure>
  </div>
  <div class="words">
    <p class="verdict"></p>
    <h2 id="answer-title" tabindex="-1"></h2>
    <p class="fields"></p>
    <p class="remark"></p>
    <div class="copies" role="group" data-label="copy">
      <button type="button" class="copy"></button>
      <select data-label="bag_form"></select>
    </div>
    <div class="actions">
      <button type="button" class="unfiltered" data-text="unfiltered"></button>
      <button type="button" class="details" data-text="details_short"></button>
      <button type="button" class="similar" data-text="similar_short"></button>
      <button type="button" class="bag"></button>
      <button type="button" class="all-places"></button>
    </div>
  </div>`.replace(/>\s+</g, "><");

export class Hero {
  /** @type {SearchAnswer | null} */
  #answer = null;
  /** @type {SearchAnswer | null} the answer to the same picture without filters */
  #unfiltered = null;
  /** @type {Outcome | null} */
  #outcome = null;
  #closing = new AbortController();
  /** @type {string[]} the forms in which icons are copied; empty until the library is known */
  forms = [];
  /** @type {(icon: Result) => boolean} */
  isInBag = () => false;

  /**
   * @param {HTMLElement} element
   * @param {Client} client
   */
  constructor(element, client) {
    this.element = element;
    this.client = client;
    element.append(HERO.content.cloneNode(true));
    this.#select.addEventListener("change", () => settings.set({ form: this.#select.value }));
  }

  /** Returns the icon that the answer is; undefined where it is none of the library. */
  get icon() {
    const isAny = this.#answer !== null && judged(this.#answer) !== "absent";
    return isAny ? this.#answer?.results[0] : undefined;
  }

  /**
   * Show an outcome; null hides the hero.
   * @param {Outcome | null} outcome
   */
  async show(outcome) {
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#outcome = outcome;
    this.#answer = outcome?.answer ?? null;
    this.#unfiltered = null;
    this.element.hidden = this.#answer === null;
    if (!outcome || !this.#answer) return;
    this.translate();
    this.#showCrop(outcome.image, this.#answer);
    await this.#showIcon();
  }

  /**
   * Add what the picture is without filters.
   * @param {SearchAnswer} answer
   */
  showUnfiltered(answer) {
    this.#unfiltered = answer;
    this.translate();
  }

  /**
   * Offer to go back to the window that the picture is a part of.
   * @param {number} count of the window's icons; 0 offers nothing
   */
  offerWindow(count) {
    const button = part(this.element, ".all-places");
    button.hidden = count === 0;
    button.textContent = text("all_places", { n: formatNumber(count) });
  }

  /** Write every text in the current language. */
  translate() {
    translate(this.element);
    if (!this.#answer) return;
    const { icon } = this;
    this.element.dataset.verdict = judged(this.#answer);
    part(this.element, ".verdict").textContent = verdictLine(this.#answer);
    part(this.element, "h2").textContent = icon?.name ?? text("absent");
    part(this.element, ".fields").textContent = icon ? fieldsLine(icon) : "";
    part(this.element, ".remark").textContent = this.#remark();
    part(this.element, ".unfiltered").hidden = !this.#isFiltered;
    for (const name of ["details", "similar", "bag", "copies"]) {
      part(this.element, `.${name}`).hidden = !icon;
    }
    const isIn = icon !== undefined && this.isInBag(icon);
    part(this.element, ".bag").textContent = text(isIn ? "bag_remove" : "bag_add");
    this.#showForms();
  }

  /** Focus the first button that copies, or the title where nothing can be copied. */
  focus() {
    const button = this.icon && part(this.element, ".copy");
    (button ?? part(this.element, "h2")).focus({ preventScroll: true });
  }

  get #isFiltered() {
    const values = Object.values(this.#outcome?.wanted.filters ?? {}).flat();
    return values.length > 0 && this.#answer !== null && judged(this.#answer) !== "found";
  }

  /** Returns what is to be known beside the verdict. */
  #remark() {
    if (!this.#answer) return "";
    const { icon } = this;
    const parts = [readingText(this.#answer), icon ? lookAlikes(icon) : text("nearest")];
    if (this.#isFiltered) parts.unshift(this.#filterRemark());
    return parts.filter(Boolean).join(" ");
  }

  /** Returns whether the filters are why the icon was not found. */
  #filterRemark() {
    const answer = this.#unfiltered;
    const [first] = answer?.results ?? [];
    if (!answer || !first) return text("filtered");
    if (judged(answer) === "absent") return text("filtered_absent");
    return text(judged(answer) === "found" ? "filtered_found" : "filtered_unsure", {
      name: first.name,
    });
  }

  #showForms() {
    fillForms(this.#select, this.forms);
    part(this.element, ".copy").textContent = text("copy_form", {
      form: titleOf(this.#select.value || "svg"), // the forms of the library come later
    });
  }

  get #select() {
    return part(this.element, "select", HTMLSelectElement);
  }

  /**
   * @param {HTMLImageElement | null} image
   * @param {SearchAnswer} answer
   */
  #showCrop(image, { query }) {
    const figure = part(this.element, ".crop");
    figure.hidden = image === null;
    if (!image) return;
    const isDrawing = query.reading === "drawing"; // its boxes are not in pixels of the image
    image.alt = ""; // the caption says what it is
    const crop = isDrawing ? image : cutoutOf(image, query.box, SIDE, query.background);
    part(figure, ".tile").replaceChildren(crop);
  }

  async #showIcon() {
    const { icon } = this;
    const figure = part(this.element, ".icon");
    figure.hidden = !icon;
    if (!icon) return;
    const tile = create("div", { className: "tile" }, create("img", { alt: "" }));
    part(figure, ".tile").replaceWith(tile);
    await paint(tile, icon, this.client, this.#closing.signal);
  }
}

/** @param {SearchAnswer} answer */
function verdictLine(answer) {
  const verdict = judged(answer);
  const [first] = answer.results;
  if (!verdict || verdict === "absent" || !first) return "";
  if (verdict === "found" && first.identical) return text("verdict_identical");
  const match = degree(first);
  return text(`verdict_${verdict}`) + (match ? ` · ${match}` : "");
}

/** @param {Result} icon */
function fieldsLine({ library, style, category }) {
  return [library, style, category].filter(Boolean).join(" · ");
}
