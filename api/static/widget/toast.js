// A message that goes by itself.

const TIME = 4000; // ms that a message stays; chosen by hand

export class Toast {
  #timer = 0;

  /**
   * @param {HTMLElement} element
   * @param {HTMLDialogElement} dialog has the message while it is open: a screen reader hears
   *   nothing outside of it
   */
  constructor(element, dialog) {
    this.element = element;
    this.dialog = dialog;
    this.home = /** @type {Node} */ (element.parentNode);
  }

  /** @param {string} message */
  show(message) {
    (this.dialog.open ? this.dialog : this.home).appendChild(this.element);
    this.element.textContent = message;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.element.replaceChildren(), TIME);
  }
}
