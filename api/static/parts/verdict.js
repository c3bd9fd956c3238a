// What an answer says about the picture: the verdict, how it was read, and its further icons.

import { formatNumber, readingName, text } from "./texts.js";

/** @import { Reading, SearchAnswer, Verdict } from "./types.js" */

const SURE = 50; // percent; an icon that is less likely is not said to be the one. Chosen by hand

/** @type {readonly Reading[]} readings that need no explanation; `turned` says by how much */
const PLAIN = ["whole", "drawing", "turned"];

/**
 * Returns what an answer says to a person, without the verdict for an encoder without verdicts.
 * @param {SearchAnswer} answer
 */
export function verdictText(answer) {
  const names = answer.others.flatMap(({ results: [first] }) => first?.name ?? []);
  const others = names.length ? text("others", { names: names.join(", ") }) : "";
  return [ofFirst(answer), readingText(answer), others].filter(Boolean).join(" ");
}

/**
 * Returns the verdict on the first icon. `found` is about the library: where several icons share
 * the match, the first of them is no more than perhaps the one.
 * @param {SearchAnswer} answer
 * @returns {Verdict | ""} empty where the library was not tested
 */
export function judged({ verdict, results: [first] }) {
  if (!first) return verdict ? "absent" : "";
  const isSure = first.identical || (first.match ?? 0) >= SURE;
  return verdict === "found" && !isSure ? "unsure" : (verdict ?? "");
}

/**
 * Returns what the verdict on the first icon says.
 * @param {SearchAnswer} answer
 */
function ofFirst(answer) {
  const verdict = judged(answer);
  const [first] = answer.results;
  if (verdict !== "found") return verdict ? text(verdict) : "";
  if (!first) return "";
  if (first.identical) return text("identical", { name: first.name });
  return text("found_match", { name: first.name, match: formatNumber(first.match ?? 0) });
}

/**
 * Returns how the picture was read, empty where it was read as one upright icon.
 * @param {SearchAnswer} answer
 */
export function readingText({ query: { reading, mirrored, rotated }, others }) {
  const parts = [];
  if (!PLAIN.includes(reading)) parts.push(nameOf(reading, others.length > 0));
  if (mirrored) parts.push(text("mirrored"));
  if (rotated) parts.push(text("rotated", { degrees: rotated }));
  return parts.length ? text("reading", { parts: parts.join(text("comma")) }) : "";
}

/**
 * Returns what is said of an answer that the service did not finish, empty for any other.
 * @param {{ ended_early?: boolean }} answer
 */
export function endingText({ ended_early }) {
  return ended_early ? text("ended_early") : "";
}

/**
 * Returns what a reading is called. A person whose picture has one icon finds no others in it.
 * @param {Reading} reading
 * @param {boolean} hasOthers whether the answer names further icons
 */
function nameOf(reading, hasOthers) {
  if (reading === "one of several" && !hasOthers) return text("part_of_picture");
  return readingName(reading);
}
