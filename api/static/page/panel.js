// The parts of the page that say what is searched: buttons, facts and the message.

import { part } from "../parts/elements.js";
import { formatNumber, text } from "../parts/texts.js";

/** @import { Query, Wanted } from "../parts/types.js" */
/** @import { Outcome } from "./find.js" */

const WIDE = 480; // pixels, chosen by hand; a wider picture gets more of the page's width

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
 * Show the buttons that fit a search.
 * @param {Wanted} wanted
 */
export function showWanted({ picture, crop, icon, filters }) {
  const isChosen = Object.values(filters).some((values) => values.length);
  for (const id of ["drop", "sample"]) setHidden(id, picture !== null);
  for (const id of ["another", "remove"]) setHidden(id, picture === null);
  // Both are labels of the field: a screen reader would read them together.
  part(document, "#file").setAttribute("aria-labelledby", picture ? "another" : "drop");
  setHidden("whole", crop === null);
  setHidden("back", !icon);
  setHidden("link", picture !== null && !icon);
  setHidden("clear", !isChosen);
  part(document, "#back").textContent = text(picture ? "back_to_picture" : "back");
}

/**
 * Show the facts about a picture: how large it is, and what the service found in it.
 * @param {Outcome} outcome
 */
export function showFacts({ wanted, answer, window }) {
  const query = answer?.query;
  const size = query ?? window;
  if (size || !wanted.picture) {
    part(document, "main").classList.toggle("wide", (size?.width ?? 0) > WIDE);
    setHidden("facts", !query || query.reading === "drawing");
  }
  if (!answer || !query) return;
  const { box, background } = query;
  const shown = { width: formatNumber(box.width), height: formatNumber(box.height) };
  const whole = { of_width: formatNumber(query.width), of_height: formatNumber(query.height) };
  part(document, "#fact-box").textContent = text("box_value", { ...shown, ...whole });
  part(document, "#swatch").style.background = background ?? "";
  part(document, "#fact-ground").textContent = groundText(query);
  part(document, "#fact-time").textContent = text("took_value", {
    ms: formatNumber(answer.took_ms),
  });
  setHidden("ground", !background);
}

/** @param {Query} query */
function groundText({ background, inverted }) {
  return `${background}, ${text(inverted ? "light_on_dark" : "dark_on_light")}`;
}

/**
 * @param {string} id
 * @param {boolean} hidden
 */
function setHidden(id, hidden) {
  part(document, `#${id}`).hidden = hidden;
}
