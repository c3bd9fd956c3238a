// How a search goes: a bar and a button to cancel while it runs; when it fails, what went wrong and
// a button to try again. What a network prevented is tried again by itself.

import { Refusal } from "../parts/client.js";
import { create, part } from "../parts/elements.js";
import { isSvg } from "../parts/svg.js";
import { problemText, text } from "../parts/texts.js";
import { showMessage } from "./panel.js";

/** @import { Client } from "../parts/client.js" */

// Milliseconds between two questions whether the service answers again: the first, and the longest.
// Chosen by hand.
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 30_000;
const REFUSED = [400, 413, 415, 422]; // status of what is wrong with the picture or the request

export class Progress {
  /** @type {(() => unknown) | null} */
  #retry = null;
  /** @type {Error | null} what went wrong */
  #error = null;
  #isOfSearch = false; // whether the search failed, and not what was done with an icon
  #timer = 0;
  #pause = FIRST_PAUSE;

  /**
   * @param {Client} client
   * @param {() => unknown} onCancel is called when a person has enough of a search or of a failure
   */
  constructor(client, onCancel) {
    this.client = client;
    this.pending = part(document, "#pending");
    this.notice = part(document, ".notice");
    this.failure = part(document, "#failure");
    part(document, "#cancel").addEventListener("click", onCancel);
    part(document, "#retry").addEventListener("click", () => this.#tryAgain());
    part(document, "#dismiss").addEventListener("click", onCancel);
    window.addEventListener("online", () => this.#timer && this.#tryAgain());
  }

  /** Returns whether a search has failed, and none has begun since. */
  get hasFailed() {
    return !this.failure.hidden;
  }

  /**
   * Show that a search runs.
   * @param {Blob | null} picture that it is for
   */
  start(picture) {
    this.#clear();
    this.pending.hidden = false;
    showPicture(part(this.pending, ".pill"), picture);
    part(document, ".results").classList.add("busy");
  }

  /** Show that no search runs. */
  end() {
    this.#clear();
    showMessage("");
  }

  /**
   * Show what went wrong in a search.
   * @param {Error} error
   * @param {() => unknown} retry searches again
   * @param {Blob | null} picture of the search
   */
  fail(error, retry, picture) {
    this.#clear();
    this.showFailure(error, canHelp(error) ? retry : null);
    this.#isOfSearch = true;
    showPicture(this.notice, picture);
    if (!(error instanceof Refusal) || error.problem) return;
    this.#wait();
    this.translate();
  }

  /**
   * Remove what went wrong outside of a search: what was done since has succeeded. A failed search
   * is said until the next one.
   */
  endFailure() {
    if (!this.hasFailed || this.#isOfSearch) return;
    this.failure.hidden = true;
    showMessage("");
  }

  /**
   * Show what went wrong, unless a search waits for the network: that is what a person reads then.
   * @param {Error} error
   * @param {(() => unknown) | null} retry does again what failed; null offers no button for it
   */
  showFailure(error, retry) {
    if (this.#timer) return;
    this.#isOfSearch = false;
    this.#retry = retry;
    this.failure.hidden = false;
    part(this.failure, "#retry").hidden = retry === null;
    this.#error = error;
    this.translate();
  }

  /** Say what went wrong in the current language. */
  translate() {
    if (!this.hasFailed || !this.#error) return;
    const further = this.#timer ? text("tried_again") : "";
    showMessage(`${problemText(this.#error)} ${further}`.trim(), true);
  }

  #clear() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.pending.hidden = true;
    this.failure.hidden = true;
    showPicture(this.notice, null);
    part(document, ".results").classList.remove("busy");
  }

  #tryAgain() {
    this.end();
    this.#retry?.();
  }

  #wait() {
    this.#timer = setTimeout(() => this.#probe(), this.#pause);
    this.#pause = Math.min(LONGEST_PAUSE, 2 * this.#pause);
  }

  /** Search again once the service answers a question that costs it nothing. */
  async #probe() {
    try {
      await this.client.ready();
    } catch {
      if (this.#timer) this.#wait();
      return;
    }
    this.#pause = FIRST_PAUSE;
    if (this.#timer) this.#tryAgain();
  }
}

/**
 * Returns whether the same search may succeed later: a picture that the service refuses stays so.
 * @param {Error} error
 */
function canHelp(error) {
  const status = error instanceof Refusal ? (error.problem?.status ?? 0) : 0;
  return !REFUSED.includes(status);
}

/**
 * Show a small picture of what is searched.
 * @param {HTMLElement} parent
 * @param {Blob | null} picture
 */
function showPicture(parent, picture) {
  parent.querySelector("img")?.remove();
  if (!picture || isSvg(picture)) return;
  const image = create("img", { alt: "", className: "thumb" });
  const address = URL.createObjectURL(picture);
  for (const kind of ["load", "error"]) {
    image.addEventListener(kind, () => URL.revokeObjectURL(address));
  }
  image.addEventListener("error", () => image.remove()); // such as HEIC
  image.src = address;
  parent.prepend(image);
}
