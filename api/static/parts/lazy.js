// Parts of the page that are loaded when a person first needs them.

import { Refusal } from "./client.js";
import { text } from "./texts.js";

/**
 * Returns a module that is loaded now. Rejects with a Refusal that tells a person what to do; the
 * next `import()` asks the network again.
 * @template T
 * @param {Promise<T>} coming of an `import()`
 */
export async function loaded(coming) {
  try {
    return await coming;
  } catch (cause) {
    throw Object.assign(new Refusal(text("part_missing")), { cause });
  }
}
