// The clipboard, and files that the browser saves.

import { create } from "../elements.js";
import { plain } from "../texts.js";

let newest = 0; // number of the copy that was asked for last
const LIFETIME = 1000; // ms until a saved file's address is revoked: a download reads it later
const LONGEST = 200; // bytes of a file's name; file systems take 255, and a number may follow
// Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])(\.|$)/i;

/**
 * Copy a text to the clipboard. Returns false where the browser forbids it.
 *
 * The text may still be on its way: the clipboard is taken at once, since a browser gives it only
 * in answer to a click. Rejects where the text does, and with an AbortError after a later copy.
 * @param {Promise<string> | string} coming
 */
export async function copy(coming) {
  newest += 1;
  const copied = unlessOvertaken(coming, newest);
  if (!navigator.clipboard) return copySelected(await copied); // absent for a site without https
  const blob = copied.then((value) => new Blob([value], { type: "text/plain" }));
  blob.catch(() => {}); // a browser that refuses at once hears nothing of it; `copied` is awaited
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    return copySelected(await copied);
  }
}

/**
 * @param {Promise<string> | string} coming
 * @param {number} number of the copy
 */
async function unlessOvertaken(coming, number) {
  const value = await coming;
  if (number !== newest) throw new DOMException("another text is copied", "AbortError");
  return value;
}

/** @param {string} value */
function copySelected(value) {
  const field = create("textarea", { value, readOnly: true, className: "offstage" });
  const dialog = document.querySelector("dialog:modal"); // nothing outside can have the focus
  const focused = document.activeElement;
  (dialog ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}

/**
 * Save a file.
 * @param {string} name as `fileName` gives it
 * @param {Blob} content
 */
export function save(name, content) {
  const href = URL.createObjectURL(content);
  create("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), LIFETIME);
}

/**
 * Returns the name of an icon's file, which every system takes for that.
 * @param {string} name of the icon
 * @param {string} type such as svg
 */
export function fileName(name, type) {
  const safe = plain(name.normalize()).replace(/[\\/:*?"<>|]/g, "-");
  const { read } = new TextEncoder().encodeInto(safe, new Uint8Array(LONGEST));
  // A point before the name hides the file, a hyphen makes it an option of a command.
  const stem = safe.slice(0, read).replace(/^[.\s-]+|[.\s]+$/g, "") || "icon";
  return `${DEVICE.test(stem) ? "_" : ""}${stem}.${type}`;
}
