// The searches of this browser: the steps of its history, and the last searches with a picture.

import { part } from "../../parts/elements.js";
import { problemText } from "../../parts/texts.js";
import { subjectOf } from "../answer/titles.js";
import { find } from "../find.js";
import { Pictures } from "./pictures.js";
import { RecentSearches } from "./recent.js";
import { isNewStep, readStep, writeStep } from "./steps.js";

/** @import { Client } from "../../parts/client.js" */
/** @import { Wanted } from "../../parts/types.js" */
/** @import { Outcome } from "../find.js" */

export class SearchHistory {
  #pictures = new Pictures();

  /**
   * @param {Client} client
   * @param {(picture: Blob) => unknown} onOpen is called with the picture of an earlier search
   */
  constructor(client, onOpen) {
    this.client = client;
    this.recent = new RecentSearches(part(document, "#recent"), this.#pictures, onOpen);
  }

  /**
   * Returns what the present step searches, and whether its picture is no longer kept.
   * @returns {Promise<{ wanted: Wanted, isGone: boolean }>}
   */
  async read() {
    const { picture: id, crop, ...addressed } = readStep();
    const picture = id ? await this.#pictures.get(id) : null;
    const wanted = { ...addressed, picture, crop: picture && crop };
    return { wanted, isGone: id !== "" && picture === null };
  }

  /**
   * Write a search into the browser's history.
   * @param {Wanted} wanted
   * @param {Wanted} before what was shown until now
   */
  write(wanted, before) {
    const id = wanted.picture ? this.#pictures.idOf(wanted.picture) : "";
    writeStep(wanted, id, isNewStep(wanted, before));
  }

  /**
   * Keep the search with a whole picture among the last ones.
   * @param {Outcome} outcome
   */
  async keep(outcome) {
    const { wanted, image, answer, window } = outcome;
    const isAnswer = answer !== undefined || window !== undefined;
    if (!wanted.picture || wanted.crop || !isAnswer) return;
    await this.recent.add(wanted.picture, image, subjectOf(outcome));
  }

  /**
   * Search with a picture without showing the answer, and keep the search.
   * @param {Blob} picture
   */
  async findAside(picture) {
    const wanted = { picture, crop: null, icon: "", q: "", filters: {} };
    try {
      await this.keep(await find(this.client, wanted, new AbortController().signal));
    } catch (error) {
      await this.recent.add(picture, null, problemText(/** @type {Error} */ (error)));
    }
  }
}
