// The whole library as a source of a grid: its records, fetched page by page as they come into sight.

const PAGE = 100; // icons
const MOST_PAGES = 40; // kept; the ones looked at longest ago are forgotten

export class Listed {
  #pages = new Map();
  #icons = new Map();

  /** `ask` fetches a page: ({ offset, limit }, signal) → the service's answer. */
  constructor(ask, signal) {
    Object.assign(this, { ask, signal, total: 0 });
  }

  /** Fetch the first page, after which `total` is known. Returns the service's answer. */
  async open(more = {}) {
    const answer = await this.ask({ offset: 0, limit: PAGE, ...more }, this.signal);
    this.total = answer.total;
    this.#keep(0, Promise.resolve(), answer.icons);
    return answer;
  }

  at(index) {
    return this.#icons.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Fetch the records of the icons from `first` to before `last`. */
  async fetch(first, last) {
    const pages = [];
    for (let page = Math.floor(first / PAGE); page * PAGE < last; page += 1) pages.push(this.#pages.get(page) ?? this.#fetchPage(page));
    await Promise.all(pages);
  }

  #fetchPage(page) {
    const asked = this.ask({ offset: page * PAGE, limit: PAGE }, this.signal).then(
      ({ icons }) => this.#keep(page, asked, icons),
      (error) => {
        this.#pages.delete(page);
        throw error;
      },
    );
    this.#pages.set(page, asked);
    return asked;
  }

  #keep(page, asked, icons) {
    this.#pages.set(page, asked);
    this.#icons.set(page, icons);
    if (this.#icons.size > MOST_PAGES) {
      const [oldest] = this.#icons.keys();
      this.#icons.delete(oldest);
      this.#pages.delete(oldest);
    }
  }
}
