// The searches of this browser: the steps of its history, and the last searches with a picture.

import { part } from "../../parts/elements.js";
import { formatNumber, problemText, text } from "../../parts/texts.js";
import { subjectOf } from "../answer/titles.js";
import { find, NOTHING } from "../find.js";
import { toast } from "../toast.js";
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
   * Returns a picture as it is kept: the same file is one picture, however often it is taken.
   * @param {Blob} picture
   */
  kept(picture) {
    return this.#pictures.same(picture);
  }

  /**
   * Returns what the present step searches, whether its picture is no longer kept, and how far a
   * person had scrolled in it, in pixels.
   * @returns {Promise<{ wanted: Wanted, isGone: boolean, top: number }>}
   */
  async read() {
    const { picture: id, crop, top, ...addressed } = readStep();
    const picture = id ? await this.#pictures.get(id) : null;
    const wanted = { ...addressed, picture, crop: picture && crop };
    return { wanted, isGone: id !== "" && picture === null, top };
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
   * Search with pictures without showing the answers, keep the searches, and say so.
   * @param {Blob[]} pictures
   */
  async findAside(pictures) {
    for (const picture of pictures) await this.#findAside(await this.kept(picture));
    toast(text("searched_aside", { n: formatNumber(pictures.length) }));
  }

  /** @param {Blob} picture */
  async #findAside(picture) {
    const wanted = { ...NOTHING, picture };
    try {
      await this.keep(await find(this.client, wanted, new AbortController().signal));
    } catch (error) {
      await this.recent.add(picture, null, problemText(/** @type {Error} */ (error)));
    }
  }
}
