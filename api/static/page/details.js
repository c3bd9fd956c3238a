// The dialog with an icon's details.

import { degree, lookAlikes, paint } from "../parts/cards.js";
import { FORMS } from "../parts/clipboard.js";
import { create, part } from "../parts/elements.js";
import { text } from "../parts/texts.js";

/** @import { Client } from "../parts/client.js" */
/** @import { Form } from "../parts/clipboard.js" */
/** @import { Icon, Result } from "../parts/types.js" */

/** @type {readonly ("library" | "style" | "category" | "tags" | "aliases" | "license" | "id")[]} */
const DETAILS = ["library", "style", "category", "tags", "aliases", "license", "id"];

/**
 * What a person can do with an icon.
 * @typedef {object} Actions
 * @property {(icon: Icon, form?: Form) => unknown} copy
 * @property {(icon: Icon, kind: "svg" | "png") => unknown} save
 * @property {(icon: Icon) => unknown} showSimilar
 * @property {(icon: Icon) => unknown} copyLink
 * @property {(icon: Icon, tile: HTMLElement | null) => unknown} compare lays the query over a tile
 */

/** The dialog with an icon's large picture, its fields, and every form to copy and to save. */
export class Details {
  /** @type {Icon | null} the icon of the open dialog */
  #icon = null;
  #closing = new AbortController();

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Client} client
   * @param {Actions} actions
   */
  constructor(dialog, client, actions) {
    this.dialog = dialog;
    this.client = client;
    this.actions = actions;
    this.#on(".close", () => dialog.close());
    this.#on(".save-svg", (icon) => actions.save(icon, "svg"));
    this.#on(".save-png", (icon) => actions.save(icon, "png"));
    this.#on(".link", (icon) => actions.copyLink(icon));
    this.#on(".compare", (icon) => this.#compare(icon));
    this.#on(".more", (icon) => {
      dialog.close();
      actions.showSimilar(icon);
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => this.#closing.abort());
    part(dialog, ".forms").append(...FORMS.map((form) => this.#formButton(form)));
  }

  /**
   * Open the dialog.
   * @param {Icon | Result} icon
   * @param {boolean} canCompare whether there is a query to lay over the icon
   */
  async open(icon, canCompare) {
    this.#icon = icon;
    this.#closing = new AbortController();
    const tile = create("div", { className: "tile" }, create("img", { alt: "" }));
    part(this.dialog, ".tile").replaceWith(tile);
    part(this.dialog, "h2").textContent = icon.name;
    part(this.dialog, ".match").textContent = "score" in icon ? degree(icon) : "";
    part(this.dialog, ".alike").textContent = lookAlikes(icon);
    part(this.dialog, "dl").replaceChildren(...entries(icon));
    this.#showButtons(icon, canCompare);
    this.dialog.showModal();
    await paint(tile, icon, this.client, this.#closing.signal);
  }

  /**
   * @param {Icon} icon
   * @param {boolean} canCompare
   */
  #showButtons(icon, canCompare) {
    part(this.dialog, ".compare").hidden = !canCompare;
    part(this.dialog, ".compare").setAttribute("aria-pressed", "false");
    part(this.dialog, ".save-svg").hidden = !icon.links.svg;
    part(this.dialog, ".save-png").hidden = !icon.links.svg;
    for (const button of this.dialog.querySelectorAll("button")) {
      if (button.value) button.textContent = text(/** @type {Form} */ (button.value));
    }
  }

  /**
   * @param {string} selector
   * @param {(icon: Icon) => unknown} action
   */
  #on(selector, action) {
    part(this.dialog, selector).addEventListener("click", () => this.#icon && action(this.#icon));
  }

  /** @param {Form} form */
  #formButton(form) {
    const button = create("button", { type: "button", value: form });
    button.addEventListener("click", () => this.#icon && this.actions.copy(this.#icon, form));
    return button;
  }

  /** @param {Icon} icon */
  #compare(icon) {
    const button = part(this.dialog, ".compare");
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    this.actions.compare(icon, isOn ? part(this.dialog, ".tile") : null);
  }
}

/** @param {Icon} icon */
function entries(icon) {
  const filled = DETAILS.filter((field) => icon[field]);
  return filled.map((field) => {
    const name = create("dt", { textContent: text(`field_${field}`) });
    const values = create("dd", { textContent: [icon[field]].flat().join(", ") });
    return create("div", {}, name, values);
  });
}
