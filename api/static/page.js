// The search page: connects its elements with the search and the actions.

import { copyAddress, IconActions, toast } from "./page/actions.js";
import { Search } from "./page/search.js";
import { Client } from "./parts/client.js";
import { part, targetOf } from "./parts/elements.js";
import { canCapture, captureScreen, listenForPictures } from "./parts/intake.js";
import { currentLanguage, formatNumber, setLanguage, text, translate } from "./parts/texts.js";

/** @import { Form } from "./parts/clipboard.js" */
/** @import { Ready } from "./parts/types.js" */

const TYPING_PAUSE = 150; // ms after the last letter until the search; chosen by hand
const LANGUAGE_KEY = "iconlens.language"; // in the local storage

const client = new Client(document.baseURI.replace(/[#?].*/, ""));
const search = new Search(client);
const actions = new IconActions(client, search);
/** @type {Ready | null} */
let library = null;
let typingTimer = 0;

/**
 * Call `action`, and show what goes wrong.
 * @param {() => unknown} action
 */
async function attempt(action) {
  try {
    await action();
  } catch (error) {
    search.fail(error);
  }
}

function listen() {
  const input = part(document, "#file", HTMLInputElement);
  const places = { input, target: document, zone: part(document, "#drop") };
  listenForPictures(places, (picture) => search.take(picture));
  listenToButtons();
  listenToCards();
  part(document, "#words").addEventListener("input", searchWords);
  const form = part(document, "#form", HTMLSelectElement);
  form.addEventListener("change", () => actions.setForm(/** @type {Form} */ (form.value)));
  window.addEventListener("popstate", () => search.open());
  const darkness = matchMedia("(prefers-color-scheme: dark)");
  darkness.addEventListener("change", () => search.results.redraw());
}

function listenToButtons() {
  onClick("sample", takeSample);
  onClick("capture", capture);
  onClick("whole", () => search.change({ crop: null }));
  onClick("find-all", () => search.findAll());
  onClick("remove", () => search.take(null));
  onClick("back", () => search.change({ icon: "" }));
  onClick("link", () => copyAddress(search.wanted));
  onClick("clear", () => search.change({ filters: {} }));
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
    const icon = card && search.results.iconOf(card);
    if (icon) attempt(() => actions.compare(icon, part(card, ".tile")));
  });
  results.addEventListener("pointerout", (event) => {
    crossedCard(event)?.querySelector(".overlay")?.remove();
  });
}

/** @param {MouseEvent} event */
function handleClick(event) {
  const button = targetOf(event).closest("button");
  const icon = button && search.results.iconOf(button);
  if (!icon) return;
  if (button.className === "card") attempt(() => actions.copy(icon));
  if (button.className === "details") attempt(() => actions.showDetails(icon));
  if (button.className === "similar") attempt(() => actions.showSimilar(icon));
}

/** @param {KeyboardEvent} event */
function handleKey(event) {
  const action = actions.keys[event.key.toLowerCase()];
  const item = targetOf(event).closest("li");
  const icon = item && search.results.iconOf(item);
  const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
  if (action && icon && !isShortcut) attempt(() => action(icon, part(item, ".tile")));
}

/**
 * Returns the card whose edge the pointer crosses; null inside of a card.
 * @param {PointerEvent} event
 */
function crossedCard(event) {
  const card = /** @type {HTMLElement | null} */ (targetOf(event).closest(".card"));
  const other = event.relatedTarget;
  const isInside = other instanceof Node && card?.contains(other);
  return isInside ? null : card;
}

function searchWords() {
  const words = part(document, "#words", HTMLInputElement);
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => search.change({ q: words.value.trim(), icon: "" }), TYPING_PAUSE);
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

function switchLanguage() {
  setLanguage(currentLanguage() === "en" ? "zh" : "en");
  localStorage.setItem(LANGUAGE_KEY, currentLanguage());
  translatePage();
  search.results.redraw();
  search.change({});
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
  const values = { n: formatNumber(library.icons), encoder: library.default_encoder };
  part(document, "#library").textContent = text("library", values);
}

async function loadLibrary() {
  library = await client.ready();
  if (library.feedback) search.feedback.offer();
  showLibrary();
}

setLanguage(localStorage.getItem(LANGUAGE_KEY) ?? navigator.language);
translatePage();
part(document, "#capture").hidden = !canCapture();
listen();
search.open();
attempt(loadLibrary);
