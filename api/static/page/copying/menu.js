// The menu of the toolbar: the form that a click copies, and how.

import { fillForms } from "../../parts/copy/select.js";
import { settings } from "../../parts/copy/settings.js";
import { part } from "../../parts/elements.js";
import { text } from "../../parts/texts.js";
import { showFields } from "./fields.js";

/** @import { Forms } from "../../parts/copy/forms.js" */

export class CopyMenu {
  /** @param {Forms} forms */
  constructor(forms) {
    this.forms = forms;
    this.select = part(document, "#form", HTMLSelectElement);
    this.select.addEventListener("change", () => settings.set({ form: this.select.value }));
    this.menu = part(document, "#copying", HTMLDetailsElement);
    this.menu.addEventListener("toggle", () => this.menu.open && this.#showFields());
    document.addEventListener("pointerdown", ({ target }) => {
      if (target instanceof Node && !this.menu.contains(target)) this.menu.open = false;
    });
    this.menu.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.menu.open = false;
    });
    settings.addEventListener("change", () => this.#show());
  }

  /** Name forms and fields in the current language. */
  translate() {
    this.#show();
    if (this.menu.open) this.#showFields();
  }

  #showFields() {
    showFields(part(this.menu, ".choices"));
  }

  #show() {
    const { size, colour } = settings.choices;
    fillForms(this.select, this.forms.all);
    const shown = size === "1em" ? size : `${size} px`;
    part(this.menu, "summary").textContent = colour ? `${shown}, ${colour}` : shown;
    part(this.menu, "summary").setAttribute("aria-label", `${text("copy_how")}: ${shown}`);
  }
}
