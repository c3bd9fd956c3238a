// What a person can do with an icon on the page.

import { keyOf } from "../parts/client.js";
import {
  copy,
  FORMS,
  formatted,
  savePng,
  saveSvg,
  storedForm,
  storeForm,
} from "../parts/clipboard.js";
import { part } from "../parts/elements.js";
import { text } from "../parts/texts.js";
import { addressOf } from "./address.js";
import { Details } from "./details.js";

/** @import { Client } from "../parts/client.js" */
/** @import { Form } from "../parts/clipboard.js" */
/** @import { Addressed, Further, Icon } from "../parts/types.js" */
/** @import { Search } from "./search.js" */
/** @typedef {(icon: Icon | Further, tile: HTMLElement) => unknown} Action */

const TOAST_TIME = 4000; // ms that a toast stays; chosen by hand
let toastTimer = 0;

export class IconActions {
  /** @type {Form} the form that a click copies */
  #form = storedForm();

  /**
   * @param {Client} client
   * @param {Search} search
   */
  constructor(client, search) {
    this.client = client;
    this.search = search;
    this.details = new Details(part(document, "#details", HTMLDialogElement), client, this);
    /** @type {Record<string, Action>} actions by key, in lower case */
    this.keys = {
      c: (icon) => this.copy(icon),
      d: (icon) => this.showDetails(icon),
      m: (icon) => this.showSimilar(icon),
      o: (icon, tile) => this.compare(icon, tile.querySelector(".overlay") ? null : tile),
      p: (icon) => this.save(icon, "png"),
      s: (icon) => this.save(icon, "svg"),
    };
    FORMS.forEach((form, index) => {
      this.keys[index + 1] = (icon) => this.copy(icon, form);
    });
  }

  /**
   * Make a form the one that a click copies.
   * @param {Form} form
   */
  setForm(form) {
    this.#form = form;
    part(document, "#form", HTMLSelectElement).value = form;
    storeForm(form);
  }

  /** Name the forms in the current language. */
  translate() {
    const options = FORMS.map((form) => new Option(text(form), form, false, form === this.#form));
    part(document, "#form").replaceChildren(...options);
  }

  /**
   * Copy an icon, and make the form the one that a click copies.
   * @param {Icon} icon
   * @param {Form} form
   */
  async copy(icon, form = this.#form) {
    this.setForm(form);
    const address = this.client.address(icon.links.svg ?? icon.links.image);
    const message = text("copied", { form: text(form), name: icon.name });
    await copyText(formatted(form, icon, address), message);
  }

  /**
   * Copy the address that shows icons like this.
   * @param {Icon} icon
   */
  copyLink(icon) {
    return copyAddress({ icon: keyOf(icon), q: "", filters: {} });
  }

  /**
   * Save an icon as a file, if it has an SVG.
   * @param {Icon} icon
   * @param {"svg" | "png"} kind
   */
  async save(icon, kind) {
    if (!icon.svg) return;
    if (kind === "svg") saveSvg(icon.name, icon.svg);
    else await savePng(icon.name, icon.svg);
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
 * @param {string} copied
 * @param {string} message
 */
export async function copyText(copied, message) {
  if (await copy(copied)) {
    toast(message);
    return;
  }
  const dialog = part(document, "#by-hand", HTMLDialogElement);
  const field = part(dialog, "textarea", HTMLTextAreaElement);
  field.value = copied;
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
