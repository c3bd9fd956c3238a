// The menu of the toolbar: the form that a click copies, and how.

import { fillForms } from "../../parts/copy/select.js";
import { settings } from "../../parts/copy/settings.js";
import { part } from "../../parts/elements.js";
import { loaded } from "../../parts/lazy.js";
import { text } from "../../parts/texts.js";

/** @import { Forms } from "../../parts/copy/forms.js" */

export class CopyMenu {
  /**
   * @param {Forms} forms
   * @param {(action: () => unknown) => unknown} attempt calls an action, and shows its error
   */
  constructor(forms, attempt) {
    this.forms = forms;
    this.attempt = attempt;
    this.select = part(document, "#form", HTMLSelectElement);
    this.select.addEventListener("change", () => settings.set({ form: this.select.value }));
    this.menu = part(document, "#copying", HTMLDetailsElement);
    this.menu.addEventListener("toggle", () => this.#showFields());
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
    this.#showFields();
  }

  #showFields() {
    if (!this.menu.open) return;
    this.attempt(async () => {
      const { showFields } = await loaded(import("./fields.js"));
      showFields(part(this.menu, ".choices"));
    });
  }

  #show() {
    const { size, colour } = settings.choices;
    fillForms(this.select, this.forms.all);
    const isPlain = size === "1em" && !colour; // then the menu says what it is for
    const chosen = [text("copy_size"), size === "1em" ? size : `${size} px`, colour];
    const shown = isPlain ? text("copy_how") : chosen.filter(Boolean).join(" ");
    part(this.menu, "summary").textContent = shown;
  }
}
