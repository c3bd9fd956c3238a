// The dialog of the bag: its icons, and what can be made of all of them at once.

import { save } from "../../parts/copy/clipboard.js";
import { titleOf } from "../../parts/copy/forms.js";
import { joined } from "../../parts/copy/joined.js";
import { fillForms } from "../../parts/copy/select.js";
import { create, part } from "../../parts/elements.js";
import { formatNumber, text } from "../../parts/texts.js";
import { showRow } from "../details/drawings.js";
import { archive, each } from "./files.js";

/** @import { Client } from "../../parts/client.js" */
/** @import { Forms } from "../../parts/copy/forms.js" */
/** @import { Bag } from "./store.js" */

/**
 * @typedef {object} Tools
 * @property {Forms} forms
 * @property {(coming: Promise<string>, message: string) => unknown} copyText
 * @property {(message: string) => unknown} toast
 * @property {(action: () => unknown) => unknown} attempt calls an action, and shows its error
 */

const FILE = "icons.zip";

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
    this.dialog = part(document, "#bag", HTMLDialogElement);
    this.button = part(document, "#open-bag");
    this.select = part(this.dialog, "select", HTMLSelectElement);
    this.button.addEventListener("click", () => this.#open());
    bag.addEventListener("change", () => this.translate());
    this.dialog.addEventListener("close", () => this.#closing.abort());
    this.#on(".copy-all", () => this.#copyAll());
    this.#on(".zip-svg", () => this.#save("svg"));
    this.#on(".zip-png", () => this.#save("png"));
    this.#on(".empty", () => bag.clear());
    this.#on(".close", () => this.dialog.close());
  }

  /** Show the button, and the open dialog, in the current language. */
  translate() {
    const n = this.bag.icons.length;
    this.button.hidden = n === 0;
    this.button.textContent = text("bag_open", { n: formatNumber(n) });
    if (n === 0) this.dialog.close();
    else if (this.dialog.open) this.#show();
  }

  #open() {
    this.#closing = new AbortController();
    this.dialog.showModal();
    this.#show();
  }

  #show() {
    const { forms, attempt } = this.tools;
    fillForms(this.select, forms.all);
    const list = part(this.dialog, "ul");
    const { icons } = this.bag;
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
  }

  #copyAll() {
    const form = this.select.value;
    const { icons } = this.bag;
    const coming = each(icons, (icon) => this.tools.forms.textOf(icon, form));
    const codes = coming.then((found) => found.flatMap((each) => (each ? [each.text] : [])));
    const values = { form: titleOf(form), n: formatNumber(icons.length) };
    return this.tools.copyText(codes.then(joined), text("bag_copied", values));
  }

  /** @param {"svg" | "png"} kind */
  async #save(kind) {
    const { content, missing } = await archive(this.bag.icons, kind, this.tools.forms);
    save(FILE, content);
    if (missing) this.tools.toast(text("bag_missing", { n: formatNumber(missing) }));
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
