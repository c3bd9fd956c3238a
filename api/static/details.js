// Everything about one icon: its picture large, its fields, every form to copy and to save.

import { degree, paint } from "./cards.js";
import { FORMS } from "./clipboard.js";
import { say } from "./texts.js";

const FIELDS = ["library", "style", "category", "tags", "aliases", "license", "id"];

export class Details {
  #icon = null;
  #closing = new AbortController();

  /** `dialog` is the <dialog> of index.html; `actions` are called with the icon: copy(icon, form), save(icon, kind), more, link, overlay(icon, tile). */
  constructor(dialog, client, actions) {
    Object.assign(this, { dialog, client, actions });
    const on = (selector, action) => dialog.querySelector(selector).addEventListener("click", action);
    on(".close", () => dialog.close());
    on(".save-svg", () => actions.save(this.#icon, "svg"));
    on(".save-png", () => actions.save(this.#icon, "png"));
    on(".link", () => actions.link(this.#icon));
    on(".compare", ({ currentTarget }) => this.#compare(currentTarget));
    on(".more", () => {
      dialog.close();
      actions.more(this.#icon);
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => this.#closing.abort());
    dialog.querySelector(".forms").append(...FORMS.map((form) => this.#form(form)));
  }

  /** `compares` is whether there is a picture to lay over it. */
  async open(icon, compares) {
    this.#icon = icon;
    this.#closing = new AbortController();
    const part = (selector) => this.dialog.querySelector(selector);
    const tile = Object.assign(document.createElement("div"), { className: "tile" });
    tile.append(Object.assign(document.createElement("img"), { alt: "" }));
    part(".tile").replaceWith(tile);
    part("h2").textContent = icon.name;
    part(".match").textContent = "score" in icon ? degree(icon) : "";
    part(".compare").hidden = !compares;
    part(".compare").setAttribute("aria-pressed", false);
    for (const button of this.dialog.querySelectorAll(".save-svg, .save-png")) button.hidden = !icon.links.svg;
    part("dl").replaceChildren(...FIELDS.filter((field) => icon[field]).map((field) => entry(field, icon[field])));
    part(".alike").textContent = icon.also ? say("look_alikes", { names: icon.also.map(({ name }) => name).join(", ") }) : "";
    for (const button of part(".forms").children) button.textContent = say(button.value);
    this.dialog.showModal();
    await paint(tile, icon, this.client, this.#closing.signal);
  }

  #form(form) {
    const button = Object.assign(document.createElement("button"), { type: "button", value: form });
    button.addEventListener("click", () => this.actions.copy(this.#icon, form));
    return button;
  }

  #compare(button) {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", isOn);
    this.actions.overlay(this.#icon, isOn ? this.dialog.querySelector(".tile") : null);
  }
}

function entry(field, value) {
  const row = document.createElement("div");
  row.append(Object.assign(document.createElement("dt"), { textContent: say(`field_${field}`) }));
  row.append(Object.assign(document.createElement("dd"), { textContent: [value].flat().join(", ") }));
  return row;
}
