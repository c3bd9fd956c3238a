// What a person can do with an icon on the page.

import { keyOf } from "../parts/client.js";
import { fileName, save } from "../parts/copy/clipboard.js";
import { letDrag } from "../parts/copy/drag.js";
import { Forms, titleOf } from "../parts/copy/forms.js";
import { settings } from "../parts/copy/settings.js";
import { part } from "../parts/elements.js";
import { loaded } from "../parts/lazy.js";
import { formatNumber, text } from "../parts/texts.js";
import { Bag } from "./bag/store.js";
import { copyAddress, copyText } from "./copying/clipboard.js";
import { CopyMenu } from "./copying/menu.js";
import { toast } from "./toast.js";

/** @import { Client } from "../parts/client.js" */
/** @import { Further, Icon } from "../parts/types.js" */
/** @import { BagPanel } from "./bag/panel.js" */
/** @import { Details } from "./details/details.js" */
/** @import { Search } from "./search.js" */
/** @typedef {(icon: Icon | Further, tile: HTMLElement) => unknown} Action */

const NUMBERED = 9; // forms that have a key

export class IconActions {
  #bag = new Bag();
  /** @type {BagPanel | undefined} */
  #panel;
  /** @type {Details | undefined} */
  #details;
  /** @type {HTMLElement | null} the tile that has the overlay, or gets it */
  #compared = null;

  /**
   * @param {Client} client
   * @param {Search} search
   * @param {(action: () => unknown) => unknown} attempt calls an action, and shows its error
   */
  constructor(client, search, attempt) {
    this.client = client;
    this.search = search;
    this.attempt = attempt;
    settings.addEventListener("change", () => this.#showColour()); // the details draw in it
    settings.addEventListener("change", () => search.answer.translate());
    search.answer.hero.isInBag = (icon) => this.isInBag(icon);
    this.#bag.addEventListener("change", () => search.answer.translate());
    this.#bag.addEventListener("change", () => this.#showBag());
    part(document, "#open-bag").addEventListener("click", () => attempt(() => this.openBag()));
    this.forms = new Forms(client);
    this.menu = new CopyMenu(this.forms, attempt);
    this.keys = this.#byKey();
    letDrag(part(document, ".results"), "li", client, (item) => search.iconOf(item));
    this.#showColour();
  }

  /** Returns the actions by their keys, in lower case. */
  #byKey() {
    /** @type {Record<string, Action>} */
    const keys = {
      b: (icon) => this.toggleBag(icon),
      c: (icon) => this.copy(icon),
      d: (icon) => this.showDetails(icon),
      m: (icon) => this.showSimilar(icon),
      o: (icon, tile) => this.compare(icon, tile.querySelector(".overlay") ? null : tile),
      p: (icon) => this.save(icon, "png"),
      s: (icon) => this.save(icon, "svg"),
    };
    for (let number = 1; number <= NUMBERED; number += 1) {
      keys[number] = (icon) => this.copy(icon, this.forms.all[number - 1]);
    }
    return keys;
  }

  /** Name everything in the current language. */
  translate() {
    this.menu.translate();
    this.#showBag();
  }

  /** @param {string[]} own the forms of the library's package */
  setForms(own) {
    this.forms.setOwn(own);
    this.menu.translate();
    this.search.answer.setForms(this.forms.all);
  }

  /**
   * Copy an icon. A form that is named becomes the one that a click copies.
   * @param {Icon} icon
   * @param {string} [form]
   */
  async copy(icon, form) {
    if (form && form !== settings.choices.form) settings.set({ form });
    const coming = this.forms.textOf(icon);
    const copied = coming.then((taken) => taken.text);
    await copyText(copied, async () => {
      const taken = await coming;
      return text("copied", { form: titleOf(taken.form), name: icon.name });
    });
  }

  /**
   * Copy the address that shows icons like this.
   * @param {Icon} icon
   */
  copyLink(icon) {
    return copyAddress({ icon: keyOf(icon), q: "", filters: {} });
  }

  /**
   * Save an icon as a file; where it has no SVG, say why.
   * @param {Icon} icon
   * @param {"svg" | "png"} kind
   */
  async save(icon, kind) {
    let svg;
    try {
      svg = await this.forms.svgOf(icon);
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
      return;
    }
    const content = kind === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await pngOf(svg);
    save(fileName(icon.name, kind), content);
  }

  async openBag() {
    const { BagPanel } = await loaded(import("./bag/panel.js"));
    this.#panel ??= new BagPanel(this.#bag, this.client, this);
    this.#panel.open(() => this.#leaveBag());
  }

  /** Move the focus on where it cannot return: an empty bag has no button. */
  #leaveBag() {
    if (this.#bag.icons.length === 0) this.search.focus();
  }

  /** Show the button that opens the bag; an empty bag has none. */
  #showBag() {
    const n = this.#bag.icons.length;
    part(document, "#open-bag").hidden = n === 0;
    part(document, "#open-bag").textContent = text("bag_open", { n: formatNumber(n) });
  }

  /** @param {Icon} icon */
  toggleBag(icon) {
    const wasIn = this.isInBag(icon);
    const isIn = this.#bag.toggle(icon);
    const values = { name: icon.name };
    if (isIn) toast(text("bag_added", values));
    else toast(text(wasIn ? "bag_removed" : "bag_full", values));
  }

  /** @param {Icon} icon */
  isInBag(icon) {
    return this.#bag.has(icon);
  }

  /** @param {Icon} icon */
  async showDetails(icon) {
    const { Details } = await loaded(import("./details/details.js"));
    this.#details ??= new Details(this.client, this);
    await this.#details.open(icon, this.search.drawing !== null);
  }

  /** @param {Icon} icon */
  showSimilar(icon) {
    return this.search.change({ icon: keyOf(icon), q: "" });
  }

  /**
   * Lay the drawing that an icon is like over the icon's tile; null removes it.
   * @param {Icon | Further} icon
   * @param {HTMLElement | null} tile
   */
  async compare(icon, tile) {
    this.endComparison();
    const { drawing } = this.search;
    if (!tile || !drawing || !icon.svg) return;
    this.#compared = tile;
    const { overlayOf } = await loaded(import("./overlay.js"));
    const { image, query } = drawing;
    const box = ("box" in icon && icon.box) || query.box;
    const overlay = await overlayOf(image, { ...query, box }, icon.svg);
    if (this.#compared === tile) tile.append(overlay);
  }

  /** Remove the overlay, also one that is still on its way. */
  endComparison() {
    this.#compared = null;
    for (const overlay of document.querySelectorAll(".overlay")) overlay.remove();
  }

  /** Draw the cards in the chosen colour. */
  #showColour() {
    const { colour } = settings.choices;
    const { style } = document.documentElement;
    if (style.getPropertyValue("--icon") === colour) return;
    style.setProperty("--icon", colour);
    this.search.redraw();
  }
}

/** @param {string} svg */
async function pngOf(svg) {
  const { png } = await loaded(import("../parts/copy/png.js"));
  return png(svg);
}
