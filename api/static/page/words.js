// The field of the words: typing searches, Enter and an arrow go on to the results, / comes back.

import { part, targetOf } from "../parts/elements.js";
import { isEditor } from "../parts/intake/intake.js";

const TYPING_PAUSE = 150; // ms after the last letter until the search; chosen by hand

export class WordsField {
  #timer = 0;

  /**
   * @param {(q: string) => Promise<boolean>} search returns whether its answer is shown
   * @param {() => void} enterResults moves the focus to the first result
   */
  constructor(search, enterResults) {
    this.search = search;
    this.enterResults = enterResults;
    this.input = part(document, "#words", HTMLInputElement);
    this.input.addEventListener("input", () => this.#searchLater());
    this.input.addEventListener("keydown", (event) => this.#handleKey(event));
    document.addEventListener("keydown", (event) => this.#return(event));
  }

  /**
   * Show the words of an answer, unless a person has typed others since.
   * @param {string} q
   */
  show(q) {
    const isTyping = this.#timer !== 0;
    if (!isTyping && this.input.value.trim() !== q) this.input.value = q;
  }

  /** Search no more for what a person has typed. */
  release() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #searchLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#searchNow(), TYPING_PAUSE);
  }

  #searchNow() {
    this.release();
    return this.search(this.input.value.trim());
  }

  /** @param {KeyboardEvent} event */
  async #handleKey(event) {
    const isEntered = event.key === "Enter" || event.key === "ArrowDown";
    if (!isEntered || event.isComposing) return;
    event.preventDefault();
    // The focus would be lost with the old results, and who types on keeps it.
    if (this.#timer && !(await this.#searchNow())) return;
    if (!this.#timer) this.enterResults();
  }

  /**
   * Move the focus to the words with the key /, as many sites do.
   * @param {KeyboardEvent} event
   */
  #return(event) {
    const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
    const isElsewhere = isEditor(targetOf(event)) || document.querySelector("dialog:modal");
    if (event.key !== "/" || isShortcut || isElsewhere) return;
    event.preventDefault();
    this.input.focus();
    this.input.select();
  }
}
