// The dialog of the bag: its icons, and what can be made of all of them at once.

import { save } from "../../parts/copy/clipboard.js";
import { titleOf } from "../../parts/copy/forms.js";
import { joined } from "../../parts/copy/joined.js";
import { fillForms } from "../../parts/copy/select.js";
import { create, part } from "../../parts/elements.js";
import { formatNumber, text } from "../../parts/texts.js";
import { copyText } from "../copying/clipboard.js";
import { showRow } from "../details/drawings.js";
import { newDialog } from "../dialog.js";
import { toast } from "../toast.js";
import { archive, each } from "./files.js";

/** @import { Client } from "../../parts/client.js" */
/** @import { Forms } from "../../parts/copy/forms.js" */
/** @import { Bag } from "./store.js" */

/**
 * @typedef {object} Tools
 * @property {Forms} forms
 * @property {(action: () => unknown) => unknown} attempt calls an action, and shows its error
 */

const FILE = "icons.zip";
const BAG = `
  <dialog id="bag" aria-labelledby="bag-title">
    <h2 id="bag-title" data-text="bag"></h2>
    <ul class="row"></ul>
    <div class="actions">
      <select data-label="bag_form"></select>
      <button type="button" class="copy-all" data-text="bag_copy"></button>
    </div>
    <div class="actions">
      <button type="button" class="zip-svg" data-text="bag_svg"></button>
      <button type="button" class="zip-png" data-text="bag_png"></button>
      <button type="button" class="empty" data-text="bag_empty"></button>
      <button type="button" class="close" data-text="close"></button>
    </div>
  </dialog>`;

export class BagPanel {
  #closing = new AbortController();

  /**
   * @param {Bag} bag
   * @param {Client} client
   * @param {Tools} tools
   */
  constructor(bag, client, tools) {
    this.bag = bag;
    this.client = client;
    this.tools = tools;
    this.dialog = newDialog(BAG);
    this.select = part(this.dialog, "select", HTMLSelectElement);
    bag.addEventListener("change", () => this.dialog.open && this.#show());
    this.dialog.addEventListener("close", () => this.#closing.abort());
    this.#on(".copy-all", () => this.#copyAll());
    this.#on(".zip-svg", () => this.#save("svg"));
    this.#on(".zip-png", () => this.#save("png"));
    this.#on(".empty", () => bag.clear());
    this.#on(".close", () => this.dialog.close());
  }

  /**
   * Open the dialog.
   * @param {() => unknown} onClose
   */
  open(onClose) {
    this.#closing = new AbortController();
    this.dialog.addEventListener("close", onClose, { once: true });
    this.dialog.showModal();
    this.#show();
  }

  #show() {
    const { icons } = this.bag;
    if (icons.length === 0) {
      this.dialog.close();
      return;
    }
    const { forms, attempt } = this.tools;
    fillForms(this.select, forms.all);
    const list = part(this.dialog, "ul");
    const focused = [...list.children].indexOf(document.activeElement?.parentElement ?? list);
    const row = {
      client: this.client,
      signal: this.#closing.signal,
      open: this.bag.toggle.bind(this.bag),
    };
    attempt(() => showRow(list, icons, ({ name }) => name, row));
    for (const [index, button] of [...list.querySelectorAll("button")].entries()) {
      const name = text("bag_take_out", { name: icons[index]?.name ?? "" });
      button.title = name;
      button.setAttribute("aria-label", name);
      button.append(create("span", { className: "out", textContent: "×", ariaHidden: "true" }));
    }
    const next = list.children[Math.min(focused, icons.length - 1)]; // of an icon taken out
    if (next) part(next, "button").focus();
  }

  #copyAll() {
    const form = this.select.value;
    const { icons } = this.bag;
    const coming = each(icons, (icon) => this.tools.forms.textOf(icon, form));
    const codes = coming.then((found) => found.flatMap((each) => (each ? [each.text] : [])));
    return copyText(codes.then(joined), async () => {
      const { length } = await codes;
      return text("bag_copied", { form: titleOf(form), n: formatNumber(length) });
    });
  }

  /** @param {"svg" | "png"} kind */
  async #save(kind) {
    const { content, missing } = await archive(this.bag.icons, kind, this.tools.forms);
    save(FILE, content);
    if (missing) toast(text("bag_missing", { n: formatNumber(missing) }));
  }

  /**
   * @param {string} selector
   * @param {() => unknown} action
   */
  #on(selector, action) {
    const button = part(this.dialog, selector);
    button.addEventListener("click", () => this.tools.attempt(action));
  }
}
