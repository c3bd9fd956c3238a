// "Wrong match": notes that an answer was wrong, by its ids, where the operator wants to know.

import { part } from "../../parts/elements.js";
import { problemText, text } from "../../parts/texts.js";

/** @import { Client } from "../../parts/client.js" */
/** @import { SearchAnswer } from "../../parts/types.js" */

/** The button below the answer to a picture. */
export class Feedback {
  /** @type {SearchAnswer | null} the answer that is shown */
  #answer = null;
  #isWanted = false; // by the operator
  #button = document.createElement("button");

  /** @param {Client} client */
  constructor(client) {
    this.client = client;
    this.#button.type = "button";
    this.#button.id = "wrong-match";
    this.#button.hidden = true;
    this.#button.addEventListener("click", () => this.#note());
    part(document, "#message").after(this.#button);
  }

  /** Offer the button from now on. */
  offer() {
    this.#isWanted = true;
    this.#update();
  }

  /**
   * Follow what the page shows.
   * @param {SearchAnswer | null} answer to a picture; null for anything else
   */
  show(answer) {
    this.#answer = answer;
    this.#update();
  }

  #update() {
    this.#button.hidden = !this.#isWanted || !this.#answer?.results.length;
    this.#button.disabled = false;
    this.#button.textContent = text("wrong_match");
  }

  async #note() {
    const first = this.#answer?.results[0];
    if (!this.#answer || !first) return;
    const { index, verdict } = this.#answer;
    this.#button.disabled = true;
    try {
      await this.client.noteWrongMatch({ index, verdict, answered: first.id });
      this.#button.textContent = text("wrong_match_noted");
    } catch (error) {
      this.#button.disabled = false;
      this.#button.textContent = problemText(/** @type {Error} */ (error));
    }
  }
}
