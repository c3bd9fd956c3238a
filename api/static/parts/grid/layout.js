// The layout of a grid: where each card is, which cards are in sight, and how far a key moves.

/** @typedef {{ first: number, last: number }} Range indices from `first` to before `last` */

// All chosen by hand.
const COLUMN = 9.5; // rem, the least width of a card
const GAP = 0.75; // rem between cards
const OVERSCAN = 1; // rows that are drawn beyond either edge of the window

/** All lengths are in pixels. */
export class Layout {
  /**
   * @param {number} width of the grid
   * @param {number} row height of a card, in rem
   * @param {number} rem
   */
  constructor(width, row, rem) {
    this.gap = GAP * rem;
    this.columns = Math.max(1, Math.floor((width + this.gap) / (COLUMN * rem + this.gap)));
    this.column = (width + this.gap) / this.columns; // from one card's left edge to the next
    this.pitch = row * rem + this.gap; // from one card's upper edge to the next
  }

  /**
   * Returns the layout of a list as it is now; its property --row is a card's height in rem.
   * @param {HTMLElement} list
   * @param {number} width of the list
   */
  static of(list, width) {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const row = Number.parseFloat(getComputedStyle(list).getPropertyValue("--row"));
    return new Layout(width, row, rem);
  }

  get cardWidth() {
    return this.column - this.gap;
  }

  /**
   * Returns the height of the grid.
   * @param {number} total cards
   */
  height(total) {
    return Math.max(0, Math.ceil(total / this.columns) * this.pitch - this.gap);
  }

  /**
   * Returns where a card is in the grid.
   * @param {number} index
   */
  placeOf(index) {
    const left = (index % this.columns) * this.column;
    return { left, top: Math.floor(index / this.columns) * this.pitch };
  }

  /**
   * Returns the range of the cards in the window, and some rows beyond its edges.
   * @param {number} top of the grid, below the window's upper edge
   * @param {number} total cards
   * @returns {Range}
   */
  rangeInSight(top, total) {
    const firstRow = Math.max(0, Math.floor(-top / this.pitch) - OVERSCAN);
    const lastRow = Math.ceil((innerHeight - top) / this.pitch) + OVERSCAN;
    return { first: firstRow * this.columns, last: Math.min(total, lastRow * this.columns) };
  }

  /**
   * Returns the index of the first card whose upper edge is in the window.
   * @param {number} top of the grid, below what covers the window's upper edge
   * @param {number} total cards
   */
  firstWhole(top, total) {
    const row = Math.max(0, Math.ceil(-top / this.pitch));
    return Math.max(0, Math.min(row * this.columns, total - 1));
  }

  /**
   * Returns how many cards a key moves the focus forward, undefined for any other key.
   * @param {string} key
   */
  stepOf(key) {
    const page = Math.max(1, Math.floor(innerHeight / this.pitch) - 1) * this.columns;
    /** @type {Record<string, number>} */
    const steps = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -this.columns,
      ArrowDown: this.columns,
      PageUp: -page,
      PageDown: page,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    };
    return steps[key];
  }
}
