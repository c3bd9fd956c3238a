// The icons of a picture, each once.

/** @import { Further } from "../../parts/types.js" */

/**
 * An icon, and where the picture shows it.
 * @typedef {object} Group
 * @property {Further} icon as its surest place has it
 * @property {number[]} indices of all of its places
 */

/**
 * Returns the icons of places, in the order of their first places.
 * @param {readonly Further[]} places
 * @returns {Group[]}
 */
export function grouped(places) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  places.forEach((place, index) => {
    const group = groups.get(place.id) ?? { icon: place, indices: [] };
    group.indices.push(index);
    if (sureness(place) > sureness(group.icon)) group.icon = place;
    groups.set(place.id, group);
  });
  return [...groups.values()];
}

/**
 * Returns the icons of places, each once, with the number of its places where they are several.
 * @param {readonly Further[]} places
 * @returns {Further[]}
 */
export function counted(places) {
  return grouped(places).map(({ icon, indices }) => {
    return indices.length > 1 ? { ...icon, count: indices.length } : icon;
  });
}

/** @param {Further} place */
function sureness({ match, score }) {
  return match ?? score;
}
