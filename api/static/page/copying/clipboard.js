// What the page copies, and says of it.

import { copy } from "../../parts/copy/clipboard.js";
import { part } from "../../parts/elements.js";
import { text } from "../../parts/texts.js";
import { addressOf } from "../address.js";
import { toast } from "../toast.js";

/** @import { Addressed } from "../../parts/types.js" */

/**
 * Copy the address that opens a search.
 * @param {Addressed} search
 */
export function copyAddress(search) {
  return copyText(addressOf(search), () => text("link_copied"));
}

/**
 * Copy a text; where the browser forbids it, show the text for a person to copy.
 * @param {Promise<string> | string} copied
 * @param {() => Promise<string> | string} messageOf returns what is said once it is copied
 */
export async function copyText(copied, messageOf) {
  if (await copy(copied)) {
    toast(await messageOf());
    return;
  }
  const dialog = part(document, "#by-hand", HTMLDialogElement);
  const field = part(dialog, "textarea", HTMLTextAreaElement);
  field.value = await copied;
  dialog.showModal();
  field.select();
}
