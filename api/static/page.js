// The search page: what is being looked for, and which part shows it.

import { addressOf, readAddress, writeAddress } from "./address.js";
import { Listed } from "./browse.js";
import { degree } from "./cards.js";
import { Client, keyOf } from "./client.js";
import { FORMS, copy, formed, rememberForm, rememberedForm, savePng, saveSvg } from "./clipboard.js";
import { Stage } from "./crop.js";
import { Details } from "./details.js";
import { Filters } from "./filters.js";
import { Found, Grid } from "./grid.js";
import { canCapture, captureScreen, takeIn } from "./intake.js";
import { overlayOf } from "./overlay.js";
import { fill, say, sayNumber, sayProblem, speak, spoken } from "./texts.js";

const LIMIT = 48;
const LARGE = 480; // pixels: a wider picture gets the page's whole width, to be cropped
const REST = 150; // ms after the last letter before the search
const TOAST = 4000; // ms
const LANGUAGE = "iconlens.language";
const OVERLAY = "#f76b15";

const element = (id) => document.getElementById(id);
const client = new Client(document.baseURI.replace(/[#?].*/, ""));
const grid = new Grid(element("results"), client, { more: true, onError: fail });
const stage = new Stage(element("stage"), (crop) => search({ crop }));
const filters = new Filters(element("filters"), (chosen) => search({ filters: chosen }));
const details = new Details(element("details"), client, {
  copy: copyIcon,
  save: saveIcon,
  more: showLike,
  link: (icon) => copyLink({ icon: keyOf(icon), q: "", filters: {} }),
  overlay: layOver,
});

// What is looked for: icons like one of the library, else those like a picture, else all; in each case with these filters.
let wanted = { picture: null, crop: null, icon: "", q: "", filters: {} };
let shown = { title: () => "", message: () => "", isWrong: false, overlay: null };
let underWay = new AbortController();
let form = rememberedForm();

/** Look for something else: `changes` to what is wanted. */
async function search(changes) {
  wanted = { ...wanted, ...changes };
  underWay.abort();
  const { signal } = (underWay = new AbortController());
  writeAddress(wanted);
  tellQuery();
  element("results").ariaBusy = true;
  const find = wanted.icon ? findLike : wanted.picture ? findPicture : browse;
  try {
    await find(wanted, signal);
  } catch (error) {
    if (error.name !== "AbortError") present(new Found([]), { title: shown.title, message: () => sayProblem(error), isWrong: true });
  }
  if (!signal.aborted) element("results").ariaBusy = false;
}

async function findPicture({ picture, crop, q, filters: chosen }, signal) {
  const box = crop && [crop.x, crop.y, crop.width, crop.height].join();
  const answer = await client.search(picture, { limit: LIMIT, q, crop: box ?? "", ...chosen }, signal);
  stage.answer(answer.query, crop);
  tellFacts(answer);
  present(new Found(answer.results), { title: () => say("alike"), message: () => verdict(answer), picture, query: answer.query });
  await offerFilters({}, chosen, signal);
}

async function findLike({ icon, filters: chosen }, signal) {
  const answer = await client.similar(icon, { limit: LIMIT, ...chosen }, signal);
  present(new Found(answer.results), { title: () => say("more_like", { name: answer.icon.name }) });
  await offerFilters({}, chosen, signal);
}

async function browse({ q, filters: chosen }, signal) {
  const listed = new Listed((page) => client.icons({ q, ...chosen, ...page }, signal));
  const { facets } = await listed.open({ facets: true });
  const count = () => (listed.total === 1 ? say("count_one") : say("count", { n: sayNumber(listed.total) }));
  present(listed, { title: () => `${q ? say("worded", { q }) : say("all_icons")} · ${count()}` });
  filters.show(facets, chosen);
}

async function offerFilters(words, chosen, signal) {
  const { facets } = await client.icons({ limit: 1, facets: true, ...words, ...chosen }, signal);
  filters.show(facets, chosen);
}

function verdict({ verdict: said, results: [first] }) {
  if (said !== "found") return said ? say(said) : "";
  return say("found_match", { name: first.name, match: sayNumber(first.match) });
}

/** Show icons under a title, both told anew in another language; `picture` and `query` are what can be laid over them. */
function present(source, { title, message = () => "", isWrong = false, picture = null, query = null }) {
  const overlay = picture && lazily(() => overlayOf(picture, query, OVERLAY));
  shown = { title, message: () => message() || (source.total ? "" : say("none")), isWrong, overlay };
  element("results").classList.toggle("scored", source instanceof Found);
  grid.show(source);
  tellShown();
}

function lazily(make) {
  let made;
  return () => (made ??= make());
}

function tellShown() {
  element("results-title").textContent = shown.title();
  tell(shown.message(), shown.isWrong);
}

function tell(text, isWrong = false) {
  element("message").textContent = text;
  element("message").classList.toggle("wrong", isWrong);
}

function fail(error) {
  if (error.name !== "AbortError") tell(sayProblem(error), true);
}

function toast(text) {
  (document.querySelector("dialog:modal") ?? document.body).append(element("toast")); // nothing outside of an open dialog is heard
  element("toast").textContent = text;
  clearTimeout(toast.over);
  toast.over = setTimeout(() => (element("toast").textContent = ""), TOAST);
}

function tellQuery() {
  const { picture, crop, icon, q, filters: chosen } = wanted;
  element("drop").hidden = element("sample").hidden = picture !== null;
  element("another").hidden = element("remove").hidden = picture === null;
  element("whole").hidden = crop === null;
  element("query-title").textContent = say(picture ? "seen" : "invitation");
  if (picture === null) element("facts").hidden = element("find-all").hidden = true;
  element("back").hidden = !icon;
  element("back").textContent = say(picture ? "back_to_picture" : "back");
  element("link").hidden = picture !== null && !icon;
  element("clear").hidden = !Object.values(chosen).some((values) => values.length);
  if (element("words").value !== q) element("words").value = q;
}

function tellFacts({ query, took_ms: took }) {
  const { width, height } = query.box;
  const sizes = { width: sayNumber(width), height: sayNumber(height), of_width: query.width, of_height: query.height };
  element("fact-box").textContent = say("box_value", sizes);
  element("ground").hidden = !query.background;
  element("swatch").style.background = query.background ?? "";
  element("fact-ground").textContent = `${query.background}, ${say(query.inverted ? "light_on_dark" : "dark_on_light")}`;
  element("fact-time").textContent = say("took_value", { ms: sayNumber(took, 1) });
  element("facts").hidden = false;
  element("find-all").hidden = query.width < LARGE;
  document.querySelector("main").classList.toggle("wide", query.width > LARGE);
}

function take(picture) {
  stage.load(picture);
  if (picture === null) document.querySelector("main").classList.remove("wide");
  search({ picture, crop: null, icon: "" });
}

async function findAll() {
  tell(say("waiting"));
  const { icons } = await client.screenshot(wanted.picture, wanted.filters, underWay.signal);
  stage.offer(icons.map(({ box, results: [first] }) => ({ box, name: `${first.name}, ${degree(first)}` })));
  tell(icons.length ? say("boxes", { n: sayNumber(icons.length) }) : say("boxes_none"));
}

async function capture() {
  const picture = await captureScreen().catch((error) => toast(say("no_capture", { reason: error.message })));
  if (!picture) return;
  take(picture);
  toast(say("drag"));
}

function showLike(icon) {
  search({ icon: keyOf(icon), q: "" });
  window.scrollTo({ top: 0 });
}

async function copyIcon(icon, chosen = form) {
  remember(chosen);
  const text = formed(chosen, icon, client.address(icon.links.svg ?? icon.links.image));
  await put(text, say("copied", { form: say(chosen), name: icon.name }));
}

function copyLink(linked) {
  return put(addressOf(linked), say("link_copied"));
}

/** Text into the clipboard, or before the person where the browser refuses. */
async function put(text, done) {
  if (await copy(text)) return toast(done);
  const field = element("by-hand").querySelector("textarea");
  field.value = text;
  element("by-hand").showModal();
  field.select();
  return undefined;
}

function remember(chosen) {
  form = chosen;
  element("form").value = chosen;
  rememberForm(chosen);
}

async function saveIcon(icon, kind) {
  if (icon.svg) await (kind === "svg" ? saveSvg : savePng)(icon);
}

/** Lay the query over an icon's tile; null takes it away. */
async function layOver(icon, tile) {
  document.querySelectorAll(".overlay").forEach((overlay) => overlay.remove());
  if (!tile || !shown.overlay) return;
  const lay = await shown.overlay();
  if (icon.svg && tile.isConnected) tile.append(await lay(icon.svg));
}

const KEYS = {
  c: (icon) => copyIcon(icon),
  d: (icon) => details.open(icon, shown.overlay !== null),
  m: showLike,
  o: (icon, tile) => layOver(icon, tile.querySelector(".overlay") ? null : tile),
  p: (icon) => saveIcon(icon, "png"),
  s: (icon) => saveIcon(icon, "svg"),
  ...Object.fromEntries(FORMS.map((name, index) => [index + 1, (icon) => copyIcon(icon, name)])),
};

/** What a click on a part of a card does. */
function act({ target }) {
  const icon = grid.iconOf(target);
  const button = target.closest("button");
  if (!icon || !button) return;
  const action = { similar: KEYS.m, details: KEYS.d, card: KEYS.c }[button.className];
  attempt(() => action(icon));
}

async function attempt(action) {
  try {
    await action();
  } catch (error) {
    fail(error);
  }
}

function listen() {
  const on = (id, event, action) => element(id).addEventListener(event, action);
  takeIn({ input: element("file"), target: document, zone: element("drop") }, take);
  on("sample", "click", () => attempt(async () => take(await (await fetch("static/sample.png")).blob())));
  on("capture", "click", () => attempt(capture));
  on("whole", "click", () => search({ crop: null }));
  on("find-all", "click", () => attempt(findAll));
  on("remove", "click", () => take(null));
  on("back", "click", () => search({ icon: "" }));
  on("link", "click", () => attempt(() => copyLink(wanted)));
  on("clear", "click", () => search({ filters: {} }));
  on("form", "change", ({ target }) => remember(target.value));
  on("language", "click", switchLanguage);
  on("words", "input", ({ target }) => {
    clearTimeout(listen.rest);
    listen.rest = setTimeout(() => search({ q: target.value.trim(), icon: "" }), REST);
  });
  on("results", "click", act);
  on("results", "keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
    const action = !ctrlKey && !metaKey && !altKey && KEYS[key.toLowerCase()];
    const icon = grid.iconOf(target);
    if (action && icon) attempt(() => action(icon, target.closest("li").querySelector(".tile")));
  });
  on("results", "pointerover", (event) => crossing(event, (card) => attempt(() => layOver(grid.iconOf(card), card.querySelector(".tile")))));
  on("results", "pointerout", (event) => crossing(event, (card) => card.querySelector(".overlay")?.remove()));
  window.addEventListener("popstate", () => search(readAddress()));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => grid.redraw());
}

/** Call `action` with the card whose edge the pointer crosses, if it does. */
function crossing({ target, relatedTarget }, action) {
  const card = target.closest(".card");
  if (card && grid.iconOf(card) && !card.contains(relatedTarget)) action(card);
}

function switchLanguage() {
  speak(spoken() === "en" ? "zh" : "en");
  localStorage.setItem(LANGUAGE, spoken());
  translate();
  grid.redraw();
  search({});
}

function translate() {
  document.documentElement.lang = spoken();
  fill(document);
  element("language").lang = spoken() === "en" ? "zh-Hans" : "en";
  element("form").replaceChildren(...FORMS.map((name) => new Option(say(name), name, false, name === form)));
  stage.translate();
  tellShown();
  tellLibrary();
}

let library = null;

function tellLibrary() {
  if (library) element("library").textContent = say("library", { n: sayNumber(library.icons), encoder: library.default_encoder });
}

async function start() {
  speak(localStorage.getItem(LANGUAGE) ?? navigator.language);
  translate();
  element("capture").hidden = !canCapture();
  listen();
  await Promise.all([search(readAddress()), attempt(async () => (library = await client.ready()))]);
  tellLibrary();
}

start();
