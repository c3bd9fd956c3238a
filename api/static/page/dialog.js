// The dialogs that a page gets when a person first opens them.

import { create, part } from "../parts/elements.js";
import { translate } from "../parts/texts.js";

/**
 * Append a dialog to the page, in the current language. Returns it.
 * @param {string} markup of a <dialog>
 */
export function newDialog(markup) {
  const template = create("template", { innerHTML: markup });
  const dialog = part(template.content, "dialog", HTMLDialogElement);
  translate(dialog);
  document.body.append(dialog);
  return dialog;
}
