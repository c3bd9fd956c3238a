// The forms in which an icon is copied. The service makes every text.

import { text } from "../texts.js";
import { settings } from "./settings.js";

/** @import { Client } from "../client.js" */
/** @import { TextKey } from "../texts.js" */
/** @import { CopyAnswer, Icon } from "../types.js" */

/** @type {readonly TextKey[]} the forms of every icon with an SVG */
const DRAWN = ["svg", "jsx", "vue", "svelte", "css", "img", "uri", "name"];
const KEPT = 200; // answers; chosen by hand
const FILE_SIZE = "24"; // pixels of a saved SVG where 1em is chosen: a file has no text around it

/**
 * Returns what a form is called.
 * @param {string} form
 */
export function titleOf(form) {
  const key = DRAWN.find((drawn) => drawn === form);
  return key ? text(key) : form;
}

/** The texts of icons, asked for once. */
export class Forms {
  /** @type {string[]} of the library's package */
  #own = [];
  /** @type {Map<string, Promise<CopyAnswer>>} by address and appearance, the oldest first */
  #answers = new Map();

  /** @param {Client} client */
  constructor(client) {
    this.client = client;
  }

  /** Returns all forms, those of the library's package first. */
  get all() {
    return [...this.#own, ...DRAWN];
  }

  /** @param {string[]} own the forms of the library's package, as /readyz names them */
  setOwn(own) {
    this.#own = own;
    this.#answers.clear();
  }

  /**
   * Take the forms of a package from icons that came with their code. Returns whether any are new.
   * @param {Icon[]} icons
   */
  learn(icons) {
    const named = icons.flatMap(({ code }) => Object.keys(code ?? {}));
    const own = new Set([...this.#own, ...named]);
    const isNew = own.size > this.#own.length;
    this.#own = [...own];
    return isNew;
  }

  /**
   * Returns an icon's text in the chosen form or another, else in the first that it has.
   * @param {Icon} icon
   * @param {string} form
   * @returns {Promise<{ form: string, text: string }>}
   */
  async textOf(icon, form = settings.choices.form) {
    const { forms } = await this.of(icon);
    const [first] = ["svg", "img", "name"].filter((other) => other in forms);
    const taken = Object.hasOwn(forms, form) ? form : (first ?? form);
    return { form: taken, text: forms[taken] ?? icon.name };
  }

  /**
   * Returns an icon's SVG for a file; throws an Error that says why it has none.
   * @param {Icon} icon
   */
  async svgOf(icon) {
    const { size } = settings.choices;
    const { forms, reason } = await this.of(icon, size === "1em" ? FILE_SIZE : size);
    if (!forms.svg) throw new Error(reason ?? text("no_svg", { name: icon.name }));
    return forms.svg;
  }

  /**
   * Returns all texts of an icon.
   * @param {Icon} icon
   * @param {string} size
   */
  of(icon, size = settings.choices.size) {
    const { colour } = settings.choices;
    const key = `${icon.links.icon} ${size} ${colour}`;
    const answer = this.#answers.get(key) ?? this.client.forms(icon, { size, colour });
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    answer.catch(() => this.#answers.delete(key));
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > KEPT && oldest) this.#answers.delete(oldest);
    return answer;
  }
}
