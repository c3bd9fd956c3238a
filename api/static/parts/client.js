// The client of the service.

import { text } from "./texts.js";

/** @import { CopyAnswer, Field, Icon, IconDetails, IconList } from "./types.js" */
/** @import { Parameters, ProblemDetails, Ready } from "./types.js" */
/** @import { ScreenshotAnswer, SearchAnswer, SimilarAnswer, WrongMatch } from "./types.js" */

/** @type {readonly Field[]} fields that icons can be filtered by */
export const FIELDS = ["library", "style", "category", "license"];

/** A refusal by the service, or by something between the service and the browser. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {ProblemDetails} [problem] undefined where the answer is not the service's own
   */
  constructor(message, problem) {
    super(message);
    this.problem = problem;
  }
}

/**
 * Returns whether an error only says that its request was aborted.
 * @param {unknown} error
 */
export function isAbort(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Sends requests to the service. Each method throws a Refusal, or an AbortError after `signal`. */
export class Client {
  /**
   * @param {string} base the service's address, with a slash at its end
   * @param {string} key the API key; empty where the service asks for none
   */
  constructor(base, key = "") {
    this.base = base;
    /** @type {Record<string, string>} */
    this.headers = key ? { "X-API-Key": key } : {};
  }

  /**
   * Returns the absolute address of a link in an answer.
   * @param {string} link
   */
  address(link) {
    return new URL(link, this.base).href;
  }

  /**
   * Returns the published library's facts.
   * @param {AbortSignal} [signal]
   * @returns {Promise<Ready>}
   */
  ready(signal) {
    return this.#json("readyz", { signal });
  }

  /**
   * Returns the icons that look like a picture, with their SVG.
   * @param {Blob} picture
   * @param {Parameters} parameters
   * @param {AbortSignal} [signal]
   * @returns {Promise<SearchAnswer>}
   */
  search(picture, parameters, signal) {
    const path = `search?${queryOf({ ...parameters, svg: true, code: true })}`;
    return this.#json(path, { method: "POST", body: formOf(picture), signal });
  }

  /**
   * Returns every icon in the picture of a whole window.
   * @param {Blob} picture
   * @param {Parameters} parameters
   * @param {AbortSignal} [signal]
   * @returns {Promise<ScreenshotAnswer>}
   */
  screenshot(picture, parameters, signal) {
    const path = `search/screenshot?${queryOf(parameters)}`;
    return this.#json(path, { method: "POST", body: formOf(picture), signal });
  }

  /**
   * Returns a page of the library's icons, with their SVG.
   * @param {Parameters} parameters
   * @param {AbortSignal} [signal]
   * @returns {Promise<IconList>}
   */
  icons(parameters, signal) {
    return this.#json(`icons?${queryOf({ ...parameters, svg: true })}`, { signal });
  }

  /**
   * Returns the icons that look like an icon of the library, with their SVG.
   * @param {string} key of an address, which anyone may have written: it must stay one segment
   * @param {Parameters} parameters
   * @param {AbortSignal} [signal]
   * @returns {Promise<SimilarAnswer>}
   */
  similar(key, parameters, signal) {
    const path = `icons/${encodeURIComponent(key)}/similar`;
    return this.#json(`${path}?${queryOf({ ...parameters, svg: true })}`, { signal });
  }

  /**
   * Returns an icon with its SVG and its variants.
   * @param {Icon} icon
   * @param {AbortSignal} [signal]
   * @returns {Promise<IconDetails>}
   */
  details(icon, signal) {
    return this.#json(`${icon.links.icon}?svg=true`, { signal });
  }

  /**
   * Returns the texts in which an icon is copied.
   * @param {Icon} icon
   * @param {Parameters} parameters its size and colour
   * @returns {Promise<CopyAnswer>}
   */
  forms(icon, parameters) {
    return this.#json(`${icon.links.icon}/copy?${queryOf(parameters)}`, {});
  }

  /**
   * Returns the JPEG of an icon.
   * @param {Icon} icon
   * @param {AbortSignal} [signal]
   */
  async image(icon, signal) {
    const response = await this.#request(icon.links.image, { signal });
    return response.blob();
  }

  /**
   * Note that an answer was wrong; the picture is not sent.
   * @param {WrongMatch} said
   */
  async noteWrongMatch(said) {
    const body = new Blob([JSON.stringify(said)], { type: "application/json" });
    await this.#request("wrong-match", { method: "POST", body });
  }

  /**
   * @param {string} path
   * @param {RequestInit} options
   */
  async #json(path, options) {
    const response = await this.#request(path, options);
    return response.json();
  }

  /**
   * @param {string} path
   * @param {RequestInit} options
   */
  async #request(path, options) {
    const request = fetch(this.address(path), { ...options, headers: this.headers });
    const response = await request.catch(async (error) => {
      throw isAbort(error) ? error : new Refusal(await this.#whyNot());
    });
    if (response.ok) return response;
    const isProblem = response.headers.get("content-type") === "application/problem+json";
    const problem = isProblem ? await response.json() : undefined;
    throw new Refusal(problem?.detail ?? text("broken_answer"), problem);
  }

  /**
   * Returns why a request failed: the service is away, or it does not allow the site of this page,
   * which the browser keeps to itself.
   */
  async #whyNot() {
    const service = new URL(this.base).origin;
    const isForeign = service !== location.origin;
    if (!isForeign || !(await isThere(this.address("healthz")))) return text("offline");
    const setting = this.headers["X-API-Key"] ? "--api-keys" : "--cors-origins";
    return text("not_allowed", { service, setting, site: location.origin });
  }
}

/**
 * Returns whether a service answers at an address, though a page may not read the answer.
 * @param {string} address
 */
async function isThere(address) {
  const asked = fetch(address, { mode: "no-cors" });
  return asked.then(
    () => true,
    () => false,
  );
}

/**
 * Returns an icon's key: the last part of its address, which stands for its id.
 * @param {Icon} icon
 */
export function keyOf(icon) {
  return icon.links.icon.slice(icon.links.icon.lastIndexOf("/") + 1);
}

/** @param {Parameters} parameters */
function queryOf(parameters) {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) {
    for (const value of [values ?? []].flat()) {
      if (value !== "") query.append(name, String(value));
    }
  }
  return query;
}

/** @param {Blob} picture */
function formOf(picture) {
  const form = new FormData();
  form.append("image", picture);
  return form;
}
