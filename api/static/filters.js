// The filters: for each field that the library's icons have, its values with their counts, any of which may be chosen.

import { FIELDS } from "./client.js";
import { say, sayNumber } from "./texts.js";

const MOST = 200; // values shown of a field; beyond, words find more

export class Filters {
  #facets = {};
  #chosen = {};

  /** `onChange` is called with the chosen values by field. */
  constructor(parent, onChange) {
    Object.assign(this, { parent, onChange });
    parent.append(...FIELDS.map((field) => this.#menu(field)));
    parent.addEventListener("keydown", ({ key, target }) => {
      const open = key === "Escape" && target.closest("details[open]");
      if (open) this.#close(open);
    });
    document.addEventListener("pointerdown", (event) => {
      if (!event.composedPath().includes(parent)) parent.querySelectorAll("details[open]").forEach((menu) => (menu.open = false));
    });
  }

  show(facets, chosen) {
    this.#facets = facets;
    this.#chosen = chosen;
    for (const menu of this.parent.children) this.#update(menu);
  }

  #menu(field) {
    const menu = document.createElement("details");
    menu.name = "filters"; // opening one closes the others
    menu.dataset.field = field;
    menu.hidden = true;
    const values = Object.assign(document.createElement("div"), { className: "values" });
    values.setAttribute("role", "group");
    menu.append(document.createElement("summary"), values);
    menu.addEventListener("toggle", () => this.#fill(menu));
    return menu;
  }

  #close(menu) {
    menu.open = false;
    menu.firstElementChild.focus();
  }

  #update(menu) {
    const { field } = menu.dataset;
    const count = this.#chosen[field]?.length ?? 0;
    menu.hidden = (this.#facets[field]?.length ?? 0) < 2 && !count;
    menu.classList.toggle("chosen", count > 0);
    const name = say(`field_${field}`);
    menu.firstElementChild.textContent = count ? say("values", { field: name, n: count }) : name;
    menu.lastElementChild.setAttribute("aria-label", name);
    this.#fill(menu);
  }

  /** The values are in the document only while they can be seen: a library may have hundreds. */
  #fill(menu) {
    const { field } = menu.dataset;
    const focused = menu.contains(menu.getRootNode().activeElement) ? menu.getRootNode().activeElement.value : undefined;
    const chosen = this.#chosen[field] ?? [];
    const counts = new Map([...chosen.map((value) => [value, 0]), ...(this.#facets[field] ?? []).map(({ value, count }) => [value, count])]);
    const options = [...counts].slice(0, MOST).map(([value, count]) => this.#option(field, value, count, chosen.includes(value)));
    menu.lastElementChild.replaceChildren(...(menu.open ? options : []));
    if (focused !== undefined) [...menu.querySelectorAll("input")].find((input) => input.value === focused)?.focus();
  }

  #option(field, value, count, checked) {
    const input = Object.assign(document.createElement("input"), { type: "checkbox", value, checked });
    input.addEventListener("change", () => {
      const others = (this.#chosen[field] ?? []).filter((one) => one !== value);
      this.onChange({ ...this.#chosen, [field]: input.checked ? [...others, value] : others });
    });
    const label = document.createElement("label");
    label.append(input, Object.assign(document.createElement("span"), { textContent: value }));
    label.append(Object.assign(document.createElement("small"), { textContent: sayNumber(count) }));
    return label;
  }
}
