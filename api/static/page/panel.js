// The parts of the page that say what is searched: buttons, words, facts and the message.

import { part } from "../parts/elements.js";
import { formatNumber, text } from "../parts/texts.js";

/** @import { SearchAnswer, Wanted } from "../parts/types.js" */

const WIDE = 480; // pixels, chosen by hand; a wider picture gets the page's whole width

/**
 * Show a message above the results; an empty message shows none.
 * @param {string} message
 * @param {boolean} isWrong
 */
export function showMessage(message, isWrong = false) {
  part(document, "#message").textContent = message;
  part(document, "#message").classList.toggle("wrong", isWrong);
}

/**
 * Show the buttons that fit a search, and its words.
 * @param {Wanted} wanted
 */
export function showWanted({ picture, crop, icon, q, filters }) {
  const isChosen = Object.values(filters).some((values) => values.length);
  for (const id of ["drop", "sample"]) setHidden(id, picture !== null);
  for (const id of ["another", "remove"]) setHidden(id, picture === null);
  if (picture === null) for (const id of ["facts", "find-all"]) setHidden(id, true);
  setHidden("whole", crop === null);
  setHidden("back", !icon);
  setHidden("link", picture !== null && !icon);
  setHidden("clear", !isChosen);
  part(document, "#query-title").textContent = text(picture ? "seen" : "invitation");
  part(document, "#back").textContent = text(picture ? "back_to_picture" : "back");
  const words = part(document, "#words", HTMLInputElement);
  if (words.value !== q) words.value = q; // assigning an equal text would move the caret
}

/**
 * Show what the service found in the picture.
 * @param {SearchAnswer} answer
 */
export function showFacts({ query, took_ms: took }) {
  const { box, background, inverted } = query;
  const size = { width: formatNumber(box.width), height: formatNumber(box.height) };
  const whole = { of_width: query.width, of_height: query.height };
  const contrast = text(inverted ? "light_on_dark" : "dark_on_light");
  part(document, "#fact-box").textContent = text("box_value", { ...size, ...whole });
  part(document, "#swatch").style.background = background ?? "";
  part(document, "#fact-ground").textContent = `${background}, ${contrast}`;
  part(document, "#fact-time").textContent = text("took_value", { ms: formatNumber(took, 1) });
  setHidden("ground", !background);
  setHidden("facts", query.reading === "drawing");
  setHidden("find-all", query.width < WIDE);
  part(document, "main").classList.toggle("wide", query.width > WIDE);
}

/**
 * @param {string} id
 * @param {boolean} hidden
 */
function setHidden(id, hidden) {
  part(document, `#${id}`).hidden = hidden;
}
