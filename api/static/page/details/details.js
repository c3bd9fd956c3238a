// The dialog with an icon's details.

import { degree, paint } from "../../parts/cards.js";
import { letDrag } from "../../parts/copy/drag.js";
import { titleOf } from "../../parts/copy/forms.js";
import { settings } from "../../parts/copy/settings.js";
import { create, part } from "../../parts/elements.js";
import { text } from "../../parts/texts.js";
import { showFields } from "../copying/fields.js";
import { newDialog } from "../dialog.js";
import { atSizes, showRow } from "./drawings.js";
import { facts } from "./facts.js";
import { DETAILS } from "./template.js";

/** @import { Client } from "../../parts/client.js" */
/** @import { Forms } from "../../parts/copy/forms.js" */
/** @import { Icon, IconDetails, Result } from "../../parts/types.js" */

/**
 * What a person can do with an icon.
 * @typedef {object} Actions
 * @property {Forms} forms
 * @property {(icon: Icon, form?: string) => unknown} copy
 * @property {(icon: Icon, kind: "svg" | "png") => unknown} save
 * @property {(icon: Icon) => unknown} toggleBag
 * @property {(icon: Icon) => boolean} isInBag
 * @property {(icon: Icon) => unknown} showSimilar
 * @property {(icon: Icon) => unknown} copyLink
 * @property {(icon: Icon, tile: HTMLElement | null) => unknown} compare lays the picture over it
 * @property {(action: () => unknown) => unknown} attempt calls an action, and shows its error
 */

/** The dialog with an icon's drawings, its fields, and every form to copy and to save. */
export class Details {
  /** @type {Icon | IconDetails | null} the icon of the open dialog */
  #icon = null;
  #closing = new AbortController();
  #previewed = ""; // the form whose text is shown

  /**
   * @param {Client} client
   * @param {Actions} actions
   */
  constructor(client, actions) {
    const dialog = newDialog(DETAILS);
    this.dialog = dialog;
    this.client = client;
    this.actions = actions;
    this.#on(".close", () => dialog.close());
    this.#on(".save-svg", (icon) => actions.save(icon, "svg"));
    this.#on(".save-png", (icon) => actions.save(icon, "png"));
    this.#on(".bag", (icon) => this.#toggleBag(icon));
    this.#on(".link", (icon) => actions.copyLink(icon));
    this.#on(".compare", (icon) => this.#compare(icon));
    this.#on(".more", (icon) => {
      dialog.close();
      actions.showSimilar(icon);
    });
    dialog.addEventListener("click", ({ target }) => {
      const isLink = target instanceof Element && target.closest("dl a");
      if (target === dialog || isLink) dialog.close();
    });
    dialog.addEventListener("close", () => this.#closing.abort());
    settings.addEventListener("change", () => {
      if (this.#icon && dialog.open) this.actions.attempt(() => this.#showDrawing());
    });
    letDrag(dialog, ".looks .tile", client, () => this.#icon);
  }

  /**
   * Open the dialog.
   * @param {Icon | Result} icon
   * @param {boolean} canCompare whether there is a query to lay over the icon
   */
  async open(icon, canCompare) {
    this.#closing.abort();
    this.#closing = new AbortController();
    const { signal } = this.#closing;
    this.#icon = icon;
    this.#previewed = settings.choices.form;
    part(this.dialog, "h2").textContent = icon.name;
    part(this.dialog, ".match").textContent = "score" in icon ? degree(icon) : "";
    part(this.dialog, ".compare").hidden = !canCompare;
    this.#showText();
    if (!this.dialog.open) this.dialog.showModal();
    part(this.dialog, "h2").focus(); // that of a variant is gone with its row
    const alike = "also" in icon ? (icon.also ?? []) : [];
    const known = await this.client.details(icon, signal);
    this.#icon = { ...icon, ...known };
    this.#showText();
    this.actions.attempt(() => this.#showDrawing());
    this.#showRow(".variants", known.variants ?? [], styleOf);
    this.#showRow(".alike", alike, ({ name }) => name);
  }

  /** Show what the language decides. */
  #showText() {
    if (!this.#icon) return;
    part(this.dialog, "dl").replaceChildren(...facts(this.#icon));
    part(this.dialog, ".compare").setAttribute("aria-pressed", "false");
    part(this.dialog, ".copying summary").textContent = text("copy_how");
    showFields(part(this.dialog, ".copying .choices"));
    this.#showBag(this.#icon);
  }

  /** Show the drawing and its texts, in the chosen size and colour. */
  async #showDrawing() {
    const icon = this.#icon;
    if (!icon) return;
    const { signal } = this.#closing;
    const { choices } = settings;
    const tile = create("div", { className: "tile" }, create("img", { alt: "" }));
    part(this.dialog, ".looks").replaceChildren(tile, ...(icon.svg ? atSizes(icon.svg) : []));
    this.actions.attempt(() => paint(tile, icon, this.client, signal));
    const { forms, reason } = await this.actions.forms.of(icon);
    if (signal.aborted || choices !== settings.choices) return; // others have been chosen since
    part(this.dialog, ".reason").textContent = reason ?? "";
    const buttons = Object.keys(forms).map((form) => this.#formButton(form, forms[form] ?? ""));
    part(this.dialog, ".forms").replaceChildren(...buttons);
    if (!Object.hasOwn(forms, this.#previewed)) this.#previewed = Object.keys(forms)[0] ?? "";
    this.#preview(this.#previewed, forms[this.#previewed] ?? "");
    part(this.dialog, ".save-png").textContent = text("save_png", { pixels: choices.pixels });
  }

  /**
   * @param {string} form
   * @param {string} copied
   */
  #formButton(form, copied) {
    const button = create("button", { type: "button", value: form, textContent: titleOf(form) });
    const icon = this.#icon;
    button.addEventListener("click", () => {
      if (icon) this.actions.attempt(() => this.actions.copy(icon, form));
    });
    for (const event of ["focus", "pointerenter"]) {
      button.addEventListener(event, () => this.#preview(form, copied));
    }
    return button;
  }

  /**
   * Show what would be copied.
   * @param {string} form
   * @param {string} copied
   */
  #preview(form, copied) {
    this.#previewed = form;
    part(this.dialog, ".preview").textContent = copied;
    for (const button of this.dialog.querySelectorAll(".forms button")) {
      button.classList.toggle(
        "shown",
        button instanceof HTMLButtonElement && button.value === form,
      );
    }
  }

  /**
   * @param {string} selector of a section
   * @param {Icon[]} icons
   * @param {(icon: Icon) => string} labelOf
   */
  #showRow(selector, icons, labelOf) {
    const section = part(this.dialog, selector);
    section.hidden = icons.length === 0;
    const open = (/** @type {Icon} */ icon) => this.actions.attempt(() => this.open(icon, false));
    const options = { client: this.client, signal: this.#closing.signal, open };
    this.actions.attempt(() => showRow(part(section, "ul"), icons, labelOf, options));
    for (const [index, item] of [...part(section, "ul").children].entries()) {
      const isThis = icons[index]?.id === this.#icon?.id;
      if (isThis) part(item, "button").setAttribute("aria-current", "true");
    }
  }

  /**
   * @param {string} selector
   * @param {(icon: Icon) => unknown} action
   */
  #on(selector, action) {
    part(this.dialog, selector).addEventListener("click", () => {
      const icon = this.#icon;
      if (icon) this.actions.attempt(() => action(icon));
    });
  }

  /** @param {Icon} icon */
  #toggleBag(icon) {
    this.actions.toggleBag(icon);
    this.#showBag(icon);
  }

  /** @param {Icon} icon */
  #showBag(icon) {
    const isIn = this.actions.isInBag(icon);
    part(this.dialog, ".bag").textContent = text(isIn ? "bag_remove" : "bag_add");
  }

  /** @param {Icon} icon */
  #compare(icon) {
    const button = part(this.dialog, ".compare");
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    return this.actions.compare(icon, isOn ? part(this.dialog, ".looks .tile") : null);
  }
}

/**
 * Returns what tells a variant from the others: its style, and else its whole name.
 * @param {Icon} icon
 */
function styleOf({ name, style }) {
  const [size] = /\d+(px)?$/.exec(name) ?? [];
  return [style, size].filter(Boolean).join(" ") || name;
}
