// The answer to a picture: the hero of its main icon, and the list of its further icons or of all
// icons in a window.

import { part } from "../../parts/elements.js";
import { verdictText } from "../../parts/verdict.js";
import { Hero } from "./hero.js";
import { PlaceList } from "./list.js";

/** @import { Client } from "../../parts/client.js" */
/** @import { SearchAnswer } from "../../parts/types.js" */
/** @import { Outcome } from "../find.js" */
/** @import { Listeners } from "./list.js" */

export class Answer {
  /** @type {Outcome | null} */
  #outcome = null;
  /** @type {{ picture: Blob | null, count: number }} the window that was answered last */
  #window = { picture: null, count: 0 };

  /**
   * @param {Client} client
   * @param {Listeners} listeners
   */
  constructor(client, listeners) {
    this.hero = new Hero(part(document, "#answer"), client);
    this.list = new PlaceList(part(document, "#places"), client, listeners);
  }

  /** Returns the names of all icons in the picture. */
  get names() {
    const main = this.hero.icon?.name;
    return [...new Set([...(main ? [main] : []), ...this.list.names])];
  }

  /** @param {Outcome} outcome */
  async show(outcome) {
    const { picture } = outcome.wanted;
    this.#outcome = outcome;
    if (outcome.window) this.#window = { picture, count: outcome.places.length };
    const isPart = outcome.answer !== undefined && picture === this.#window.picture;
    const drawn = Promise.all([this.hero.show(outcome), this.list.show(outcome)]);
    this.hero.offerWindow(isPart ? this.#window.count : 0);
    this.translate();
    await drawn;
  }

  /**
   * Add what the picture is without filters.
   * @param {SearchAnswer} answer
   */
  showUnfiltered(answer) {
    this.hero.showUnfiltered(answer);
    this.translate();
  }

  /** Draw every icon anew: the text's colour has changed. */
  async redraw() {
    if (this.#outcome) await this.show(this.#outcome);
  }

  /** Write every text in the current language. */
  translate() {
    const { answer, window } = this.#outcome ?? {};
    this.hero.translate();
    this.list.translate();
    part(document, "#copy-names").hidden = this.names.length < 2;
    const title = window ? part(document, "#places-title").textContent : "";
    part(document, "#spoken").textContent = answer ? verdictText(answer) : title;
  }

  /** Focus the first button that copies. */
  focus() {
    if (this.#outcome?.window) this.list.focus();
    else if (this.#outcome?.answer) this.hero.focus();
  }

  /**
   * Returns the icon of the hero or of the row that an element belongs to.
   * @param {Element} element
   */
  iconOf(element) {
    return this.hero.element.contains(element) ? this.hero.icon : this.list.iconOf(element);
  }
}
