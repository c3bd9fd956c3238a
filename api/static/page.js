// The search page: connects its elements with the search and the actions.

import { IconActions } from "./page/actions.js";
import { copyAddress, copyText } from "./page/copying/clipboard.js";
import { Search } from "./page/search.js";
import { toast } from "./page/toast.js";
import { Client } from "./parts/client.js";
import { part, targetOf } from "./parts/elements.js";
import { canCapture, captureScreen, listenForPictures } from "./parts/intake/intake.js";
import { loaded } from "./parts/lazy.js";
import { store, stored } from "./parts/stored.js";
import {
  currentLanguage,
  formatNumber,
  plain,
  setLanguage,
  text,
  translate,
} from "./parts/texts.js";

/** @import { TextKey } from "./parts/texts.js" */
/** @import { Ready } from "./parts/types.js" */

const LANGUAGE_KEY = "iconlens.language"; // in the local storage

await setLanguage(stored(LANGUAGE_KEY) ?? navigator.language);
const client = new Client(document.baseURI.replace(/[#?].*/, ""));
const search = new Search(client, () => library ?? attempt(loadLibrary));
const actions = new IconActions(client, search, attempt);
/** @type {Ready | null} what the service says of its library, from the first answer on */
let library = null;

/**
 * Call `action`; show what goes wrong, and a button that calls it again.
 * @param {() => unknown} action
 */
async function attempt(action) {
  try {
    await action();
    search.progress.endFailure();
  } catch (error) {
    search.fail(error, () => attempt(action));
  }
}

function listen() {
  const input = part(document, "#file", HTMLInputElement);
  const places = { input, target: document, zone: part(document, "#drop") };
  const notice = (/** @type {TextKey} */ problem) => toast(text(problem));
  const take = (/** @type {Blob} */ picture, /** @type {Blob[]} */ others) => {
    search.take(picture, others);
  };
  listenForPictures(places, take, takeWords, notice);
  listenToButtons();
  listenToCards();
  window.addEventListener("popstate", () => search.open());
  const darkness = matchMedia("(prefers-color-scheme: dark)");
  darkness.addEventListener("change", () => search.redraw());
}

function listenToButtons() {
  onClick("sample", takeSample);
  onClick("capture", capture);
  onClick("whole", () => search.change({ crop: null }));
  onClick("remove", () => search.take(null));
  onClick("back", () => search.change({ icon: "" }));
  onClick("link", () => copyAddress(search.wanted));
  onClick("clear", () => search.change({ filters: {} }));
  onClick("copy-names", copyNames);
  onClick("language", switchLanguage);
}

/**
 * @param {string} id
 * @param {() => unknown} action
 */
function onClick(id, action) {
  part(document, `#${id}`).addEventListener("click", () => attempt(action));
}

function listenToCards() {
  const results = part(document, ".results");
  results.addEventListener("click", handleClick);
  results.addEventListener("keydown", handleKey);
  results.addEventListener("pointerover", (event) => {
    const card = crossedCard(event);
    const icon = card && search.iconOf(card);
    // No attempt: who passes over a card means nothing by it, and a notice must stay.
    if (icon) actions.compare(icon, part(card, ".tile")).catch((error) => search.fail(error));
  });
  results.addEventListener("pointerout", (event) => {
    if (crossedCard(event)) actions.endComparison();
  });
}

/** @param {MouseEvent} event */
function handleClick(event) {
  const button = targetOf(event).closest("button");
  if (button?.className === "unfiltered") search.change({ filters: {} });
  if (button?.className === "all-places") search.change({ crop: null });
  const icon = button && search.iconOf(button);
  if (!icon) return;
  if (button.className === "bag") attempt(() => actions.toggleBag(icon));
  if (button.className === "card") attempt(() => actions.copy(icon));
  if (button.className === "copy") attempt(() => actions.copy(icon, formOf(button)));
  if (button.className === "details") attempt(() => actions.showDetails(icon));
  if (button.className === "similar") attempt(() => actions.showSimilar(icon));
}

/** @param {KeyboardEvent} event */
function handleKey(event) {
  const action = actions.keys[event.key.toLowerCase()];
  const item = /** @type {HTMLElement | null} */ (targetOf(event).closest("li, #answer"));
  const icon = item && search.iconOf(item);
  const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
  if (!action || !icon || isShortcut) return;
  attempt(() => action(icon, part(item, ".icon.tile, .icon .tile, .card .tile")));
}

/**
 * Returns the form that a button copies, undefined where it is the one of every click.
 * @param {HTMLButtonElement} button
 */
function formOf({ value }) {
  return value || undefined;
}

function copyNames() {
  const { names } = search.answer;
  const said = text("names_copied", { n: formatNumber(names.length) });
  return copyText(names.map(plain).join("\n"), () => said);
}

/**
 * Returns the card whose edge the pointer crosses; null inside of a card.
 * @param {PointerEvent} event
 */
function crossedCard(event) {
  const card = /** @type {HTMLElement | null} */ (targetOf(event).closest(".card, #answer .icon"));
  const other = event.relatedTarget;
  const isInside = other instanceof Node && card?.contains(other);
  return isInside ? null : card;
}

/**
 * @param {string} words
 * @param {boolean} isDropped
 */
function takeWords(words, isDropped) {
  attempt(() => search.change({ q: words, icon: "" }));
  toast(text(isDropped ? "dropped_words" : "pasted_words"));
}

async function takeSample() {
  const response = await fetch("static/sample.png");
  search.take(await response.blob());
}

async function capture() {
  let picture;
  try {
    picture = await captureScreen();
  } catch (error) {
    toast(text("no_capture", { reason: /** @type {Error} */ (error).message }));
    return;
  }
  search.take(picture);
  toast(text("drag"));
}

async function switchLanguage() {
  await loaded(setLanguage(currentLanguage() === "en" ? "zh" : "en"));
  store(LANGUAGE_KEY, currentLanguage());
  translatePage();
  search.redraw();
}

function translatePage() {
  document.documentElement.lang = currentLanguage();
  translate(document);
  part(document, "#language").lang = currentLanguage() === "en" ? "zh-Hans" : "en";
  actions.translate();
  search.translate();
  showLibrary();
}

function showLibrary() {
  if (!library) return;
  part(document, "#library").textContent = text("count", { n: formatNumber(library.icons) });
}

async function loadLibrary() {
  library = await client.ready();
  actions.setForms(library.forms ?? []);
  showLibrary();
  if (library.feedback) await search.offerFeedback();
}

translatePage();
part(document, "#capture").hidden = !canCapture();
search.open();
listen();
