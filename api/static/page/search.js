// The page's search: what is wanted, the requests for it, and how the answers are shown.

import { isAbort } from "../parts/client.js";
import { Stage } from "../parts/crop.js";
import { part } from "../parts/elements.js";
import { likeliest, marksOf, Results } from "../parts/results.js";
import { Found, Listed } from "../parts/sources.js";
import { formatNumber, problemText, text } from "../parts/texts.js";
import { verdictText } from "../parts/verdict.js";
import { readAddress, writeAddress } from "./address.js";
import { Feedback } from "./feedback.js";
import { FilterMenus } from "./filters.js";
import { overlayOf } from "./overlay.js";
import { showFacts, showMessage, showWanted } from "./panel.js";

/** @import { Client } from "../parts/client.js" */
/** @import { Box, DrawOverlay, Filters, Further, Source, Wanted } from "../parts/types.js" */

/**
 * What the grids show. Title and message are functions, because the language may change.
 * @typedef {object} Shown
 * @property {() => string} title
 * @property {() => string} [message]
 * @property {boolean} [isWrong] whether the message says what went wrong
 * @property {((box?: Box) => Promise<DrawOverlay>) | null} [overlay] of the drawing in a box of the
 *   picture, by default the main icon's; null without a picture
 * @property {Further[]} [further] the further icons in the picture
 */

const LIMIT = 48; // results; chosen by hand
const OVERLAY_COLOUR = "#f76b15"; // --box in parts.css

export class Search {
  /** @type {Wanted} */
  #wanted = { picture: null, crop: null, icon: "", q: "", filters: {} };
  /** @type {Shown} */
  #shown = { title: () => "" };
  #running = new AbortController();

  /** @param {Client} client */
  constructor(client) {
    const onError = (/** @type {unknown} */ error) => this.fail(error);
    this.client = client;
    const [list, section] = [part(document, "#results"), part(document, "#further")];
    this.results = new Results(list, section, client, { offersSimilar: true, onError });
    this.stage = new Stage(part(document, "#stage"), (crop) => this.change({ crop }));
    this.feedback = new Feedback(client);
    this.menus = new FilterMenus(part(document, "#filters"), (filters) => this.change({ filters }));
  }

  get wanted() {
    return this.#wanted;
  }

  /** Returns the function that makes the overlay of a drawing; null without a picture. */
  get overlay() {
    return this.#shown.overlay ?? null;
  }

  /**
   * Search anew after changes to what is wanted.
   * @param {Partial<Wanted>} changes
   */
  async change(changes) {
    this.#wanted = { ...this.#wanted, ...changes };
    this.#running.abort();
    this.#running = new AbortController();
    const { signal } = this.#running;
    writeAddress(this.#wanted);
    showWanted(this.#wanted);
    part(document, "#results").ariaBusy = "true";
    try {
      await this.#find(signal);
    } catch (error) {
      if (!isAbort(error)) this.#showError(error);
    }
    if (!signal.aborted) part(document, "#results").ariaBusy = "false";
  }

  /**
   * Search with another picture; null removes the picture.
   * @param {Blob | null} picture
   */
  take(picture) {
    this.stage.load(picture);
    if (picture === null) part(document, "main").classList.remove("wide");
    return this.change({ picture, crop: null, icon: "" });
  }

  /** Search for what the address holds. */
  open() {
    return this.change(readAddress());
  }

  /** Mark every icon in the picture. */
  async findAll() {
    const { picture, filters } = this.#wanted;
    if (!picture) return;
    showMessage(text("waiting"));
    const { signal } = this.#running;
    const { icons } = await this.client.screenshot(picture, filters, signal);
    const marks = marksOf(likeliest(icons));
    this.stage.mark(marks);
    showMessage(
      marks.length ? text("boxes", { n: formatNumber(marks.length) }) : text("boxes_none"),
    );
  }

  /** Show title and message in the current language. */
  translate() {
    const { title, message, isWrong } = this.#shown;
    part(document, "#results-title").textContent = title();
    showMessage(message?.() ?? "", isWrong);
    this.stage.translate();
  }

  /**
   * Show what went wrong, unless it is an aborted request.
   * @param {unknown} error
   */
  fail(error) {
    if (!isAbort(error)) showMessage(problemText(/** @type {Error} */ (error)), true);
  }

  /** @param {AbortSignal} signal */
  #find(signal) {
    this.feedback.show(null);
    const { icon, picture } = this.#wanted;
    if (icon) return this.#findSimilar(signal);
    return picture ? this.#findPicture(picture, signal) : this.#browse(signal);
  }

  /**
   * @param {Blob} picture
   * @param {AbortSignal} signal
   */
  async #findPicture(picture, signal) {
    const { crop, q, filters } = this.#wanted;
    const box = crop ? [crop.x, crop.y, crop.width, crop.height].join() : "";
    const parameters = { limit: LIMIT, q, crop: box, ...filters };
    const answer = await this.client.search(picture, parameters, signal);
    const { query } = answer;
    const further = likeliest(answer.others);
    this.stage.show(query, crop, marksOf(further));
    showFacts(answer);
    this.feedback.show(answer);
    const overlay = (box = query.box) => overlayOf(picture, { ...query, box }, OVERLAY_COLOUR);
    this.#show(new Found(answer.results), {
      title: () => text("alike"),
      message: () => verdictText(answer),
      overlay: query.reading === "drawing" ? null : kept(overlay),
      further,
    });
    await this.#updateMenus(filters, signal);
  }

  /** @param {AbortSignal} signal */
  async #findSimilar(signal) {
    const { icon, filters } = this.#wanted;
    const answer = await this.client.similar(icon, { limit: LIMIT, ...filters }, signal);
    const title = () => text("more_like", { name: answer.icon.name });
    this.#show(new Found(answer.results), { title });
    await this.#updateMenus(filters, signal);
  }

  /** @param {AbortSignal} signal */
  async #browse(signal) {
    const { q, filters } = this.#wanted;
    const listed = new Listed((page) => this.client.icons({ q, ...filters, ...page }, signal));
    const { facets } = await listed.open({ facets: true });
    const heading = () => (q ? text("worded", { q }) : text("all_icons"));
    this.#show(listed, { title: () => `${heading()} · ${countText(listed.total)}` });
    this.menus.show(facets ?? {}, filters);
  }

  /**
   * @param {Filters} filters
   * @param {AbortSignal} signal
   */
  async #updateMenus(filters, signal) {
    const { facets } = await this.client.icons({ limit: 1, facets: true, ...filters }, signal);
    this.menus.show(facets ?? {}, filters);
  }

  /**
   * @param {Source} source
   * @param {Shown} shown
   */
  #show(source, { title, message, isWrong, overlay, further = [] }) {
    const full = () => message?.() || (source.total ? "" : text("none"));
    this.#shown = { title, message: full, isWrong, overlay };
    part(document, "#results").classList.toggle("scored", source instanceof Found);
    this.results.show(source, further);
    this.translate();
  }

  /** @param {unknown} error */
  #showError(error) {
    const message = () => problemText(/** @type {Error} */ (error));
    this.#show(new Found([]), { title: this.#shown.title, message, isWrong: true });
  }
}

/**
 * Returns a function that calls `make` once for each argument.
 * @template A, R
 * @param {(argument?: A) => R} make
 * @returns {(argument?: A) => R}
 */
function kept(make) {
  /** @type {Map<A | undefined, R>} */
  const made = new Map();
  return (argument) => {
    const result = made.get(argument) ?? make(argument);
    made.set(argument, result);
    return result;
  };
}

/** @param {number} total */
function countText(total) {
  return total === 1 ? text("count_one") : text("count", { n: formatNumber(total) });
}
