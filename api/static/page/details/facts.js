// The facts in an icon's details: its fields, those that can be searched for as links.

import { FIELDS } from "../../parts/client.js";
import { create } from "../../parts/elements.js";
import { text } from "../../parts/texts.js";
import { addressOf } from "../address.js";

/** @import { Field, Icon } from "../../parts/types.js" */
/** @typedef {"library" | "style" | "category" | "tags" | "aliases" | "license" | "id"} Fact */

/** @type {readonly Fact[]} */
const FACTS = ["library", "style", "category", "tags", "aliases", "license", "id"];

/**
 * Returns the fields that an icon has, each as a name and its values.
 * @param {Icon} icon
 */
export function facts(icon) {
  const filled = FACTS.filter((fact) => icon[fact]);
  return filled.map((fact) => {
    const name = create("dt", { textContent: text(`field_${fact}`) });
    const values = [icon[fact] ?? []].flat().map((value) => shownValue(fact, value));
    return create("div", {}, name, create("dd", {}, ...values));
  });
}

/**
 * @param {Fact} fact
 * @param {string} value
 */
function shownValue(fact, value) {
  const field = FIELDS.find((other) => other === fact);
  if (field) return link(value, "", field);
  if (fact === "tags") return link(value, value);
  return create("span", { textContent: value });
}

/**
 * @param {string} value
 * @param {string} q
 * @param {Field} [field]
 */
function link(value, q, field) {
  const filters = field ? { [field]: [value] } : {};
  return create("a", { href: addressOf({ icon: "", q, filters }), textContent: value });
}
