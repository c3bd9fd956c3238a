// The picture of a search on its stage, which the page loads with the first picture.

import { part } from "../parts/elements.js";
import { loaded } from "../parts/lazy.js";
import { marksOf } from "../parts/results.js";

/** @import { Stage } from "../parts/stage/stage.js" */
/** @import { Box } from "../parts/types.js" */
/** @import { Outcome } from "./find.js" */

export class StagedPicture {
  /** @type {Stage | undefined} from the first picture on */
  #stage;
  /** @type {Blob | null} the picture on the stage */
  #picture = null;

  /**
   * @param {(crop: Box | null, picture: Blob | null) => unknown} onCrop null: the whole picture
   * @param {(index: number | null) => unknown} onPoint is called with the mark pointed at
   */
  constructor(onCrop, onPoint) {
    this.onCrop = onCrop;
    this.onPoint = onPoint;
  }

  async load() {
    const { Stage } = await loaded(import("../parts/stage/stage.js"));
    const onCrop = (/** @type {Box | null} */ crop) => this.onCrop(crop, this.#picture);
    this.#stage ??= new Stage(part(document, "#stage"), onCrop, this.onPoint);
  }

  /** @param {Outcome} outcome */
  show({ wanted, answer, window, places }) {
    if (wanted.picture !== this.#picture) this.#stage?.load(wanted.picture);
    this.#picture = wanted.picture;
    if (window) this.#stage?.showWindow(window, marksOf(places));
    if (answer) this.#stage?.show(answer.query, wanted.crop, marksOf(places));
  }

  /** @param {Box} box */
  open(box) {
    return this.#stage?.open(box);
  }

  /** @param {readonly number[]} indices of marks */
  point(indices) {
    this.#stage?.point(indices);
  }

  release() {
    this.#stage?.release();
  }

  translate() {
    this.#stage?.translate();
  }
}
