// The service as the page and the widget ask it.

import { say } from "./texts.js";

export const FIELDS = ["library", "style", "category", "license"]; // what icons can be filtered by

/** A refusal; `problem` are the service's RFC 9457 details, undefined where something else answered. */
export class Refusal extends Error {
  constructor(message, problem) {
    super(message);
    this.problem = problem;
  }
}

export class Client {
  /** `base` is the service's address with a slash at its end; `key` is its API key, empty where it asks for none. */
  constructor(base, key = "") {
    this.base = base;
    this.headers = key ? { "X-API-Key": key } : {};
  }

  /** The whole address of a link in an answer. */
  address(link) {
    return new URL(link, this.base).href;
  }

  ready(signal) {
    return this.#json("readyz", { signal });
  }

  /** Icons that look like a picture, a File or Blob; these, and those of the next two, each with its SVG. */
  search(picture, parameters, signal) {
    return this.#json(`search?${query({ ...parameters, svg: true })}`, { method: "POST", body: form(picture), signal });
  }

  /** Every icon in the picture of a whole window. */
  screenshot(picture, parameters, signal) {
    return this.#json(`search/screenshot?${query(parameters)}`, { method: "POST", body: form(picture), signal });
  }

  icons(parameters, signal) {
    return this.#json(`icons?${query({ ...parameters, svg: true })}`, { signal });
  }

  similar(key, parameters, signal) {
    return this.#json(`icons/${key}/similar?${query({ ...parameters, svg: true })}`, { signal });
  }

  /** The JPEG of an icon of an answer, as a Blob. */
  async image(icon, signal) {
    return (await this.#ask(icon.links.image, { signal })).blob();
  }

  async #json(path, options) {
    return (await this.#ask(path, options)).json();
  }

  async #ask(path, options) {
    const response = await fetch(this.address(path), { ...options, headers: this.headers }).catch((error) => {
      throw error.name === "AbortError" ? error : new Refusal(say("offline"));
    });
    if (response.ok) return response;
    const isProblem = response.headers.get("content-type") === "application/problem+json";
    const problem = isProblem ? await response.json() : undefined;
    throw new Refusal(problem?.detail ?? say("broken_answer"), problem);
  }
}

/** The last part of an icon's address, which stands for its id. */
export function keyOf(icon) {
  return icon.links.icon.split("/").pop();
}

/** A query string; lists repeat their name, what is empty is left out. */
function query(parameters) {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one]));
  return new URLSearchParams(pairs.filter(([, value]) => value !== ""));
}

function form(picture) {
  const body = new FormData();
  body.append("image", picture);
  return body;
}
