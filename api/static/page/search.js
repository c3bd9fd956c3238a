// The page's search: what is wanted, and how what was found is shown. What is shown is always one
// whole answer; a search that is cancelled or fails leaves the answer before it.

import { isAbort } from "../parts/client.js";
import { part } from "../parts/elements.js";
import { Grid } from "../parts/grid/grid.js";
import { loaded } from "../parts/lazy.js";
import { Found } from "../parts/sources.js";
import { problemText, text } from "../parts/texts.js";
import { endingText } from "../parts/verdict.js";
import { Answer } from "./answer/answer.js";
import { subjectOf, titleOf } from "./answer/titles.js";
import { FilterMenus } from "./filters.js";
import { drawingOf, find, findFacets, findUnfiltered, NOTHING } from "./find.js";
import { showHints } from "./hints.js";
import { SearchHistory } from "./history/history.js";
import { showFacts, showMessage, showWanted } from "./panel.js";
import { scrollToAnswer, takesFocus } from "./place.js";
import { Progress } from "./progress.js";
import { StagedPicture } from "./staged.js";
import { toast } from "./toast.js";
import { WordsField } from "./words.js";

/** @import { Client } from "../parts/client.js" */
/** @import { Wanted } from "../parts/types.js" */
/** @import { Feedback } from "./answer/feedback.js" */
/** @import { Outcome } from "./find.js" */

export class Search {
  /** @type {Wanted} what is shown, or what the running search is for */
  #wanted = NOTHING;
  /** @type {Outcome} */
  #shown = { wanted: NOTHING, source: new Found([]), image: null, places: [] };
  /** @type {Feedback | undefined} */
  #feedback;
  #isFocusDue = false; // whether the next answer takes the focus
  #running = new AbortController();

  /**
   * @param {Client} client
   * @param {() => unknown} onAnswer is called when an answer is shown
   */
  constructor(client, onAnswer) {
    const onError = (/** @type {unknown} */ error) => this.fail(error);
    this.client = client;
    this.onAnswer = onAnswer;
    this.results = new Grid(part(document, "#results"), client, { offersSimilar: true, onError });
    this.answer = new Answer(client, {
      onOpen: ({ box }) => box && this.staged.open(box),
      onPoint: (indices) => this.staged.point(indices),
    });
    this.staged = new StagedPicture(
      // Unless another picture is on its way.
      (crop, picture) => picture === this.#wanted.picture && this.change({ crop }),
      (place) => this.answer.list.highlight(place),
    );
    this.menus = new FilterMenus(part(document, "#filters"), (field, values) => {
      this.change({ filters: { ...this.#wanted.filters, [field]: values } });
    });
    this.words = new WordsField(
      (q) => this.change({ q, icon: "" }),
      () => this.results.focusFirst(),
    );
    this.progress = new Progress(client, () => this.#cancel());
    this.history = new SearchHistory(client, (picture) => this.take(picture));
  }

  get wanted() {
    return this.#wanted;
  }

  /** Returns the picture, and what was found in it; null where no icon can be compared with it. */
  get drawing() {
    return drawingOf(this.#shown);
  }

  /**
   * Search anew after changes to what is wanted. Returns whether the answer is shown.
   * @param {Partial<Wanted>} changes
   * @param {number | null} top pixels to scroll to in an old step; null writes a step of history
   */
  async change(changes, top = null) {
    const signal = this.#begin();
    if ("crop" in changes) this.staged.release();
    const focused = document.activeElement;
    const wanted = { ...this.#wanted, ...changes };
    this.#wanted = wanted;
    this.progress.start(wanted.picture);
    try {
      wanted.picture &&= await this.history.kept(wanted.picture);
      signal.throwIfAborted();
      const stage = wanted.picture && this.staged.load();
      const [outcome] = await Promise.all([find(this.client, wanted, signal), stage]);
      signal.throwIfAborted();
      const before = this.#shown.wanted;
      if (top === null) this.history.write(wanted, before);
      this.#show(outcome);
      this.progress.end();
      this.#write();
      scrollToAnswer(wanted.picture !== before.picture, top);
      if (takesFocus(this.#isFocusDue, focused)) this.focus();
      this.#isFocusDue = false;
      this.onAnswer();
      await this.#follow(outcome, signal);
    } catch (error) {
      if (signal.aborted) return false; // what aborted it has taken over
      this.#wanted = this.#shown.wanted;
      this.menus.translate(); // their boxes say again what is shown
      const retry = () => this.change(wanted, top);
      this.progress.fail(/** @type {Error} */ (error), retry, wanted.picture);
    }
    part(document, "#results").ariaBusy = "false";
    return this.#shown.wanted === wanted;
  }

  /**
   * Search with another picture; null removes the picture.
   * @param {Blob | null} picture
   * @param {Blob[]} others become searches of their own, which a person finds among the last ones
   */
  async take(picture, others = []) {
    this.#isFocusDue = picture !== null;
    if (picture) this.words.release(); // words from before are about something else
    const q = picture ? "" : this.#wanted.q;
    await this.change({ picture, crop: null, icon: "", q });
    if (others.length) await this.history.findAside(others);
  }

  /** Search for what the present step of the history holds. */
  async open() {
    const signal = this.#begin();
    const { wanted, isGone, top } = await this.history.read();
    if (signal.aborted) return; // a picture was taken meanwhile
    const isShown = await this.change(wanted, top);
    if (isShown && isGone) showMessage(text("picture_gone"));
  }

  /** Offer from now on to note that an answer is wrong. */
  async offerFeedback() {
    const { Feedback } = await loaded(import("./answer/feedback.js"));
    this.#feedback ??= new Feedback(this.client); // two answers may have asked for it
    this.#feedback.show(this.#shown.answer ?? null);
  }

  /** Show everything in the current language. */
  translate() {
    showWanted(this.#shown.wanted);
    showFacts(this.#shown);
    this.menus.translate();
    this.#write();
    this.progress.translate();
    this.history.recent.show();
  }

  /** Write every text of what is shown. */
  #write() {
    const { source, answer, window } = this.#shown;
    part(document, "#results-title").textContent = titleOf(this.#shown);
    part(document, "#results-heading").hidden = window !== undefined;
    document.title = [subjectOf(this.#shown), "iconlens"].filter(Boolean).join(" · ");
    const isEmpty = source.total === 0 && !window && !answer?.results.length;
    const remark = endingText(answer ?? window ?? {});
    if (!this.progress.hasFailed) showMessage(isEmpty ? text("none") : remark);
    showHints(this.#shown, (changes) => this.change(changes));
    this.staged.translate();
    this.answer.translate();
    this.#feedback?.translate();
  }

  /** Draw every icon anew: the language or the text's colour has changed. */
  redraw() {
    this.results.redraw();
    this.answer.redraw();
  }

  /**
   * Returns the icon that an element of the answer or of the grid belongs to.
   * @param {Element} element
   */
  iconOf(element) {
    return this.answer.iconOf(element) ?? this.results.iconOf(element);
  }

  /**
   * Show what went wrong, unless it is an aborted request.
   * @param {unknown} error
   * @param {(() => unknown) | null} retry does again what failed
   */
  fail(error, retry = null) {
    if (isAbort(error)) return;
    const failed = /** @type {Error} */ (error);
    if (document.querySelector("dialog:modal")) toast(problemText(failed));
    else this.progress.showFailure(failed, retry);
  }

  /** Abort the running search, and be busy. Returns the signal that the next search aborts. */
  #begin() {
    this.#running.abort();
    this.#running = new AbortController();
    part(document, "#results").ariaBusy = "true";
    return this.#running.signal;
  }

  #cancel() {
    const focused = document.activeElement;
    this.#running.abort();
    this.#wanted = this.#shown.wanted;
    this.menus.translate(); // their boxes say again what is shown
    this.progress.end();
    this.#write();
    part(document, "#results").ariaBusy = "false";
    if (takesFocus(false, focused)) this.focus();
  }

  /** @param {Outcome} outcome */
  #show(outcome) {
    this.#shown = outcome;
    showWanted(outcome.wanted);
    this.words.show(outcome.wanted.q);
    showFacts(outcome);
    this.staged.show(outcome);
    part(document, "#results").classList.toggle("scored", outcome.source instanceof Found);
    this.answer.show(outcome).catch((error) => this.fail(error));
    this.results.show(outcome.source);
    this.#feedback?.show(outcome.answer ?? null);
  }

  /** Focus the first of what was found. */
  focus() {
    if (this.#shown.list || this.#shown.like) this.results.focusFirst();
    else this.answer.focus();
  }

  /**
   * Do what follows an answer: keep the search, and ask what the filters hold and hide.
   * @param {Outcome} outcome
   * @param {AbortSignal} signal
   */
  async #follow(outcome, signal) {
    await this.history.keep(outcome);
    const facets = await findFacets(this.client, outcome, signal);
    signal.throwIfAborted();
    this.menus.show(facets, outcome.wanted.filters);
    const unfiltered = await findUnfiltered(this.client, outcome, signal);
    signal.throwIfAborted();
    if (unfiltered) this.answer.showUnfiltered(unfiltered);
  }
}
