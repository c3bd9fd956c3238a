// "Wrong match": notes that an answer was wrong, by its ids, where the operator wants to know.

import { part } from "../../parts/elements.js";
import { problemText, text } from "../../parts/texts.js";

/** @import { Client } from "../../parts/client.js" */
/** @import { SearchAnswer } from "../../parts/types.js" */

/** The button in the answer to a picture, where the operator wants it. */
export class Feedback {
  /** @type {SearchAnswer | null} the answer that is shown */
  #answer = null;
  /** @type {"wrong_match" | "wrong_match_noted"} */
  #said = "wrong_match";
  #button = document.createElement("button");

  /** @param {Client} client */
  constructor(client) {
    this.client = client;
    this.#button.type = "button";
    this.#button.id = "wrong-match";
    this.#button.hidden = true;
    this.#button.addEventListener("click", () => this.#note());
    part(document, "#answer .actions").append(this.#button);
  }

  /**
   * Follow what the page shows.
   * @param {SearchAnswer | null} answer to a picture; null for anything else
   */
  show(answer) {
    this.#answer = answer;
    this.#button.hidden = !answer?.results.length;
    this.#button.ariaDisabled = "false";
    this.#said = "wrong_match";
    this.translate();
  }

  /** Write the button in the current language. */
  translate() {
    this.#button.textContent = text(this.#said);
  }

  async #note() {
    const first = this.#answer?.results[0];
    if (!this.#answer || !first || this.#button.ariaDisabled === "true") return;
    const { index, verdict } = this.#answer;
    this.#button.ariaDisabled = "true"; // not disabled: the button would lose the focus
    try {
      await this.client.noteWrongMatch({ index, verdict, answered: first.id });
      this.#said = "wrong_match_noted";
      this.translate();
    } catch (error) {
      this.#button.ariaDisabled = "false";
      this.#button.textContent = problemText(/** @type {Error} */ (error));
    }
  }
}
