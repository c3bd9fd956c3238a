// The sources of a grid: results that are all present, and the library, fetched page by page.

/** @import { Icon, IconList, Parameters, Result } from "./types.js" */

const PAGE_SIZE = 100; // icons per request; chosen by hand, the service allows 200
const MOST_PAGES = 40; // in memory, the oldest is dropped first; chosen by hand

/** A source whose icons are all present, such as the results of a search. */
export class Found {
  /** @param {(Icon | Result)[]} icons */
  constructor(icons) {
    this.icons = icons;
    this.total = icons.length;
  }

  /** @param {number} index */
  at(index) {
    return this.icons[index];
  }

  async fetch() {}
}

/** A source that fetches the library's icons page by page. `total` is 0 until `open` is done. */
export class Listed {
  /** @type {Map<number, Promise<void>>} requests by page */
  #requests = new Map();
  /** @type {Map<number, Icon[]>} icons by page, the oldest page first */
  #pages = new Map();

  /** @param {(page: Parameters, signal?: AbortSignal) => Promise<IconList>} request */
  constructor(request) {
    this.request = request;
    this.total = 0;
  }

  /**
   * Fetch the first page. Returns the service's answer.
   * @param {Parameters} more parameters of this request alone
   * @param {AbortSignal} [signal] of this request alone
   */
  async open(more = {}, signal) {
    const answer = await this.request({ offset: 0, limit: PAGE_SIZE, ...more }, signal);
    this.total = answer.total;
    this.#store(0, Promise.resolve(), answer.icons);
    return answer;
  }

  /** @param {number} index */
  at(index) {
    return this.#pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE];
  }

  /**
   * Fetch the icons from index `first` to before `last`.
   * @param {number} first
   * @param {number} last
   */
  async fetch(first, last) {
    const requests = [];
    for (let page = Math.floor(first / PAGE_SIZE); page * PAGE_SIZE < last; page += 1) {
      requests.push(this.#requests.get(page) ?? this.#fetchPage(page));
    }
    await Promise.all(requests);
  }

  /** @param {number} page */
  #fetchPage(page) {
    /** @type {Promise<void>} */
    const request = this.request({ offset: page * PAGE_SIZE, limit: PAGE_SIZE }).then(
      ({ icons }) => this.#store(page, request, icons),
      (error) => {
        this.#requests.delete(page);
        throw error;
      },
    );
    this.#requests.set(page, request);
    return request;
  }

  /**
   * @param {number} page
   * @param {Promise<void>} request
   * @param {Icon[]} icons
   */
  #store(page, request, icons) {
    this.#requests.set(page, request);
    this.#pages.set(page, icons);
    if (this.#pages.size <= MOST_PAGES) return;
    const [oldest] = this.#pages.keys();
    if (oldest === undefined) return;
    this.#pages.delete(oldest);
    this.#requests.delete(oldest);
  }
}
