// The fields of the choices: size and colour of what is copied, size and ground of a PNG.

import { PIXELS, SIZES, settings } from "../../parts/copy/settings.js";
import { create } from "../../parts/elements.js";
import { text } from "../../parts/texts.js";

/** @import { Choices } from "../../parts/copy/settings.js" */
/** @import { TextKey } from "../../parts/texts.js" */

const FIRST_COLOUR = "#000000";
const FIRST_GROUND = "#ffffff";

/**
 * Show the fields in an element, in the current language and with the present choices.
 * @param {Element} element
 */
export function showFields(element) {
  element.replaceChildren(
    choice("copy_size", "size", SIZES, (size) => (size === "1em" ? text("em") : `${size} px`)),
    colour("copy_colour", "colour", FIRST_COLOUR),
    choice("png_size", "pixels", PIXELS, (size) => `${size} px`),
    colour("png_ground", "ground", FIRST_GROUND),
  );
}

/**
 * @param {TextKey} key
 * @param {keyof Choices} name
 * @param {string[]} values
 * @param {(value: string) => string} titleOf
 */
function choice(key, name, values, titleOf) {
  const chosen = settings.choices[name];
  const options = values.map((value) => new Option(titleOf(value), value, false, value === chosen));
  const select = create("select", { name }, ...options);
  select.addEventListener("change", () => settings.set({ [name]: select.value }));
  return create("label", {}, create("span", { textContent: text(key) }), select);
}

/**
 * A box to tick, and a colour: without a tick there is none.
 * @param {TextKey} key
 * @param {keyof Choices} name
 * @param {string} first the colour that is offered first
 */
function colour(key, name, first) {
  const chosen = settings.choices[name];
  const box = create("input", { type: "checkbox", checked: chosen !== "" });
  const input = create("input", { type: "color", name, value: chosen || first });
  input.setAttribute("aria-label", text(key));
  box.addEventListener("change", () => settings.set({ [name]: box.checked ? input.value : "" }));
  input.addEventListener("input", () => {
    box.checked = true;
    settings.set({ [name]: input.value });
  });
  const label = create("label", {}, box, create("span", { textContent: text(key) }));
  return create("div", { className: "colour" }, label, input);
}
