// The widget's dialog with an icon's large picture, its fields, and every form to copy.

import { degree, lookAlikes, paint } from "../parts/cards.js";
import { titleOf } from "../parts/copy/forms.js";
import { create, part } from "../parts/elements.js";
import { plain, text } from "../parts/texts.js";

/** @import { Client } from "../parts/client.js" */
/** @import { Forms } from "../parts/copy/forms.js" */
/** @import { Icon, Result } from "../parts/types.js" */

export const DIALOG = `
  <dialog id="details" aria-labelledby="details-title">
    <div class="tile"></div>
    <div>
      <h2 id="details-title"></h2>
      <p class="match"></p>
      <dl></dl>
      <p class="quiet"></p>
      <h3 data-text="copy"></h3>
      <div class="forms actions"></div>
      <button type="button" class="close" data-text="close"></button>
    </div>
  </dialog>`;
/** @type {readonly ("library" | "style" | "category" | "tags" | "aliases" | "license")[]} */
const FIELDS = ["library", "style", "category", "tags", "aliases", "license"];

export class WidgetDetails {
  #closing = new AbortController();

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Client} client
   * @param {Forms} forms
   * @param {(icon: Icon, form: string) => unknown} onCopy
   */
  constructor(dialog, client, forms, onCopy) {
    this.dialog = dialog;
    this.client = client;
    this.forms = forms;
    this.onCopy = onCopy;
    part(dialog, ".close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => this.#closing.abort());
  }

  /** @param {Icon | Result} icon */
  async open(icon) {
    this.#closing = new AbortController();
    const tile = create("div", { className: "tile" }, create("img", { alt: "" }));
    part(this.dialog, ".tile").replaceWith(tile);
    part(this.dialog, "h2").textContent = icon.name;
    part(this.dialog, ".match").textContent = "score" in icon ? degree(icon) : "";
    part(this.dialog, ".quiet").textContent = lookAlikes(icon);
    part(this.dialog, "dl").replaceChildren(...FIELDS.flatMap((field) => entry(icon, field)));
    part(this.dialog, ".forms").replaceChildren(
      ...this.forms.all.map((form) => this.#button(icon, form)),
    );
    this.dialog.showModal();
    await paint(tile, icon, this.client, this.#closing.signal);
  }

  /**
   * @param {Icon} icon
   * @param {string} form
   */
  #button(icon, form) {
    const button = create("button", { type: "button", textContent: titleOf(form) });
    button.addEventListener("click", () => this.onCopy(icon, form));
    return button;
  }
}

/**
 * Returns the entry of a field; none for a field that the icon lacks.
 * @param {Icon} icon
 * @param {typeof FIELDS[number]} field
 */
function entry(icon, field) {
  const values = icon[field];
  if (!values) return [];
  const name = create("dt", { textContent: text(`field_${field}`) });
  return [
    create("div", {}, name, create("dd", { textContent: [values].flat().map(plain).join(", ") })),
  ];
}
