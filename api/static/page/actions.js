// What a person can do with an icon on the page.

import { keyOf } from "../parts/client.js";
import { copy, save } from "../parts/copy/clipboard.js";
import { letDrag } from "../parts/copy/drag.js";
import { Forms, titleOf } from "../parts/copy/forms.js";
import { png } from "../parts/copy/png.js";
import { settings } from "../parts/copy/settings.js";
import { part } from "../parts/elements.js";
import { text } from "../parts/texts.js";
import { addressOf } from "./address.js";
import { BagPanel } from "./bag/panel.js";
import { Bag } from "./bag/store.js";
import { CopyMenu } from "./copying/menu.js";
import { Details } from "./details/details.js";

/** @import { Client } from "../parts/client.js" */
/** @import { Addressed, Further, Icon } from "../parts/types.js" */
/** @import { Search } from "./search.js" */
/** @typedef {(icon: Icon | Further, tile: HTMLElement) => unknown} Action */

const TOAST_TIME = 4000; // ms that a toast stays; chosen by hand
const NUMBERED = 9; // forms that have a key
let toastTimer = 0;

export class IconActions {
  /** @type {Bag} */
  #bag = new Bag();

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
    this.forms = new Forms(client);
    this.menu = new CopyMenu(this.forms);
    this.details = new Details(part(document, "#details", HTMLDialogElement), client, this);
    this.bag = new BagPanel(this.#bag, client, { forms: this.forms, copyText, toast, attempt });
    /** @type {Record<string, Action>} actions by key, in lower case */
    this.keys = {
      b: (icon) => this.toggleBag(icon),
      c: (icon) => this.copy(icon),
      d: (icon) => this.showDetails(icon),
      m: (icon) => this.showSimilar(icon),
      o: (icon, tile) => this.compare(icon, tile.querySelector(".overlay") ? null : tile),
      p: (icon) => this.save(icon, "png"),
      s: (icon) => this.save(icon, "svg"),
    };
    for (let number = 1; number <= NUMBERED; number += 1) {
      this.keys[number] = (icon) => this.copy(icon, this.forms.all[number - 1]);
    }
    letDrag(part(document, ".results"), "li", client, (item) => search.iconOf(item));
    this.#showColour();
  }

  /** Name everything in the current language. */
  translate() {
    this.menu.translate();
    this.bag.translate();
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
    const message = coming.then((taken) =>
      text("copied", { form: titleOf(taken.form), name: icon.name }),
    );
    const copied = coming.then((taken) => taken.text);
    await copyText(copied, message);
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
    const content = kind === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await png(svg);
    save(`${icon.name}.${kind}`, content);
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
  showDetails(icon) {
    return this.details.open(icon, this.search.overlay !== null);
  }

  /** @param {Icon} icon */
  showSimilar(icon) {
    this.search.change({ icon: keyOf(icon), q: "" });
    window.scrollTo({ top: 0 });
  }

  /**
   * Lay the drawing that an icon is like over the icon's tile; null removes it.
   * @param {Icon | Further} icon
   * @param {HTMLElement | null} tile
   */
  async compare(icon, tile) {
    for (const overlay of document.querySelectorAll(".overlay")) overlay.remove();
    if (!tile || !this.search.overlay) return;
    const box = "box" in icon ? icon.box : undefined;
    const drawOverlay = this.search.overlay(box);
    if (icon.svg && tile.isConnected) tile.append(await drawOverlay(icon.svg));
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

/**
 * Copy the address that opens a search.
 * @param {Addressed} search
 */
export function copyAddress(search) {
  return copyText(addressOf(search), text("link_copied"));
}

/**
 * Copy a text; where the browser forbids it, show the text for a person to copy.
 * @param {Promise<string> | string} copied
 * @param {Promise<string> | string} message
 */
export async function copyText(copied, message) {
  if (await copy(copied)) {
    toast(await message);
    return;
  }
  const dialog = part(document, "#by-hand", HTMLDialogElement);
  const field = part(dialog, "textarea", HTMLTextAreaElement);
  field.value = await copied;
  dialog.showModal();
  field.select();
}

/**
 * Show a message for some seconds.
 * @param {string} message
 */
export function toast(message) {
  const element = part(document, "#toast");
  const dialog = document.querySelector("dialog:modal"); // a screen reader hears nothing outside
  (dialog ?? document.body).append(element);
  element.textContent = message;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => element.replaceChildren(), TOAST_TIME);
}
