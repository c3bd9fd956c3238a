// The address of the page. Its part after # holds a search without the picture.

import { FIELDS } from "../parts/client.js";

/** @import { Addressed, Filters } from "../parts/types.js" */

/**
 * Returns the search that the present address holds.
 * @returns {Addressed}
 */
export function readAddress() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  /** @type {Filters} */
  const filters = {};
  for (const field of FIELDS) {
    const values = parameters.getAll(field);
    if (values.length) filters[field] = values;
  }
  return { icon: parameters.get("icon") ?? "", q: parameters.get("q") ?? "", filters };
}

/**
 * Returns the address that opens a search.
 * @param {Addressed} search
 */
export function addressOf({ icon, q, filters }) {
  const parameters = new URLSearchParams();
  if (icon) parameters.append("icon", icon);
  if (q) parameters.append("q", q);
  for (const [field, values] of Object.entries(filters)) {
    for (const value of values) if (value) parameters.append(field, value);
  }
  const hash = parameters.toString();
  return location.href.replace(/#.*/, "") + (hash && `#${hash}`);
}
