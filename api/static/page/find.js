// The requests of a search, and what they found: all that the page shows of one answer.

import { Refusal } from "../parts/client.js";
import { likeliest } from "../parts/results.js";
import { Found, Listed } from "../parts/sources.js";
import { decoded, isSvg } from "../parts/svg.js";
import { judged } from "../parts/verdict.js";

/** @import { Client } from "../parts/client.js" */
/** @import { Facets, Further, Icon, IconList, Query, SearchAnswer } from "../parts/types.js" */
/** @import { ScreenshotAnswer, Source, Wanted } from "../parts/types.js" */

/**
 * What a search found. One of `answer`, `window`, `like` and `list` says what kind it was.
 * @typedef {object} Outcome
 * @property {Wanted} wanted
 * @property {Source} source of the grid
 * @property {HTMLImageElement | null} image the picture; null without one that the browser can draw
 * @property {Further[]} places the icons of a window, or those beside the main icon
 * @property {SearchAnswer} [answer] to a picture
 * @property {ScreenshotAnswer} [window] the answer to the picture of a window
 * @property {Icon} [like] the icon whose look-alikes were found
 * @property {IconList} [list] the first page of a list
 */

/** @type {Readonly<Wanted>} */
export const NOTHING = { picture: null, crop: null, icon: "", q: "", filters: {} };
export const LIMIT = 48; // results; chosen by hand
const WIDE = 480; // pixels, chosen by hand; a wider picture may be that of a window
const SEVERAL = 2; // icons that make a picture that of a window

/**
 * The answers to windows, by picture and filters: going back to one asks nothing.
 * @type {WeakMap<Blob, Map<string, ScreenshotAnswer>>}
 */
const windows = new WeakMap();

/**
 * Returns what a search finds.
 * @param {Client} client
 * @param {Wanted} wanted
 * @param {AbortSignal} signal
 * @returns {Promise<Outcome>}
 */
export async function find(client, wanted, signal) {
  if (wanted.icon) return findSimilar(client, wanted, signal);
  const { picture } = wanted;
  if (!picture) return findWords(client, wanted, signal);
  return findInPicture(client, picture, wanted, signal);
}

/**
 * Returns what a picture shows: one icon with those beside it, or the icons of a window.
 * @param {Client} client
 * @param {Blob} picture
 * @param {Wanted} wanted
 * @param {AbortSignal} signal
 * @param {number} limit most icons like the main one
 * @returns {Promise<Outcome>}
 */
export async function findInPicture(client, picture, wanted, signal, limit = LIMIT) {
  const raster = isSvg(picture) ? null : await imageOf(picture);
  const isWide = raster !== null && raster.naturalWidth > WIDE;
  const isWhole = !wanted.crop && !wanted.q;
  const [answer, window] = await Promise.all([
    findPicture(client, picture, wanted, limit, signal),
    isWide && isWhole ? findWindow(client, picture, wanted, signal) : null,
  ]);
  const image = isSvg(picture) ? await imageOf(picture) : raster;
  const places = window && !isOneIcon(answer) ? likeliest(window.icons) : [];
  if (window && places.length >= SEVERAL) {
    return { wanted, image, source: new Found([]), places, window };
  }
  const others = likeliest(answer.others);
  return { wanted, image, source: new Found(similarOf(answer)), places: others, answer };
}

/**
 * Returns the answer to a picture.
 * @param {Client} client
 * @param {Blob} picture
 * @param {Wanted} wanted
 * @param {number} limit
 * @param {AbortSignal} signal
 */
function findPicture(client, picture, { crop, q, filters }, limit, signal) {
  const box = crop ? [crop.x, crop.y, crop.width, crop.height].join() : "";
  return client.search(picture, { limit, q, crop: box, ...filters }, signal);
}

/**
 * Returns the answer to the picture of a window; null where it is too large for that.
 * @param {Client} client
 * @param {Blob} picture
 * @param {Wanted} wanted
 * @param {AbortSignal} signal
 */
async function findWindow(client, picture, { filters }, signal) {
  const answers = windows.get(picture) ?? new Map();
  windows.set(picture, answers);
  const key = JSON.stringify(filters);
  try {
    const parameters = { limit: 1, svg: true, ...filters };
    const answer = answers.get(key) ?? (await client.screenshot(picture, parameters, signal));
    answers.set(key, answer);
    return answer;
  } catch (error) {
    if (error instanceof Refusal && error.problem?.status === 413) return null;
    throw error;
  }
}

/**
 * Returns the icons below the answer, without the one that the answer itself shows.
 * @param {SearchAnswer} answer
 */
function similarOf(answer) {
  return answer.results.slice(judged(answer) === "absent" ? 0 : 1);
}

/**
 * Returns whether a picture shows one large icon, which might hold others.
 * @param {SearchAnswer} answer
 */
function isOneIcon({ verdict, query, others }) {
  return verdict === "found" && query.reading === "whole" && !others.length;
}

/**
 * @param {Client} client
 * @param {Wanted} wanted
 * @param {AbortSignal} signal
 */
async function findSimilar(client, wanted, signal) {
  const { icon, filters } = wanted;
  const answer = await client.similar(icon, { limit: LIMIT, ...filters }, signal);
  const source = new Found(answer.results);
  return { wanted, image: null, source, places: [], like: answer.icon };
}

/**
 * @param {Client} client
 * @param {Wanted} wanted
 * @param {AbortSignal} signal
 */
async function findWords(client, wanted, signal) {
  const { q, filters } = wanted;
  // Further pages outlive the search: a person scrolls on while the next one runs.
  const source = new Listed((page, asked) => client.icons({ q, ...filters, ...page }, asked));
  const list = await source.open({ facets: true }, signal);
  return { wanted, image: null, source, places: [], list };
}

/**
 * Returns what the filters of a search hold.
 * @param {Client} client
 * @param {Outcome} outcome
 * @param {AbortSignal} signal
 * @returns {Promise<Partial<Facets>>}
 */
export async function findFacets(client, { wanted, list }, signal) {
  const parameters = { limit: 1, facets: true, ...wanted.filters };
  const { facets } = list ?? (await client.icons(parameters, signal));
  return facets ?? {};
}

/**
 * Returns what a picture is without filters; undefined where no filter can be why it was not found.
 * @param {Client} client
 * @param {Outcome} outcome
 * @param {AbortSignal} signal
 */
export async function findUnfiltered(client, { wanted, answer }, signal) {
  const isFiltered = Object.values(wanted.filters).flat().length > 0;
  if (!wanted.picture || !answer || !isFiltered || judged(answer) === "found") return undefined;
  const free = await find(client, { ...wanted, filters: {} }, signal);
  return free.answer;
}

/**
 * Returns the picture, and what was found in it; null where no icon can be compared with it.
 * @param {Outcome} outcome
 * @returns {{ image: HTMLImageElement, query: Query } | null}
 */
export function drawingOf({ image, answer }) {
  const isPicture = image && answer && answer.query.reading !== "drawing";
  return isPicture ? { image, query: answer.query } : null;
}

/**
 * Returns a picture as an image; null where the browser cannot draw it, as it cannot HEIC.
 * @param {Blob} picture
 */
async function imageOf(picture) {
  const address = URL.createObjectURL(picture);
  try {
    return await decoded(address);
  } catch (error) {
    if (error instanceof DOMException && error.name === "EncodingError") return null;
    throw error;
  } finally {
    URL.revokeObjectURL(address);
  }
}
