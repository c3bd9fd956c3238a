// The files of the icons in the bag, as one ZIP archive.

import { Refusal } from "../../parts/client.js";
import { fileName } from "../../parts/copy/clipboard.js";
import { png } from "../../parts/copy/png.js";
import { zip } from "../../parts/copy/zip.js";

/** @import { Forms } from "../../parts/copy/forms.js" */
/** @import { Icon } from "../../parts/types.js" */

const AT_ONCE = 4; // requests; chosen by hand, the service takes few of one client

/**
 * Returns the results of `work` for each icon, in their order, some at a time. null stands for an
 * icon without an SVG, and for one that the library no longer has.
 * @template R
 * @param {Icon[]} icons
 * @param {(icon: Icon) => Promise<R>} work
 */
export async function each(icons, work) {
  /** @type {(R | null)[]} */
  const results = [];
  for (let first = 0; first < icons.length; first += AT_ONCE) {
    const some = icons.slice(first, first + AT_ONCE).map((icon) => work(icon).catch(nullIfMissing));
    results.push(...(await Promise.all(some)));
  }
  return results;
}

/**
 * Returns null; throws what failed for another reason than a missing icon.
 * @param {unknown} error
 */
function nullIfMissing(error) {
  if (error instanceof Refusal && error.problem?.status !== 404) throw error;
  return null;
}

/**
 * Returns the archive of the icons that can be drawn, and how many cannot.
 * @param {Icon[]} icons
 * @param {"svg" | "png"} kind
 * @param {Forms} forms
 */
export async function archive(icons, kind, forms) {
  const files = await each(icons, async (icon) => {
    const svg = await forms.svgOf(icon);
    const blob = kind === "svg" ? new Blob([svg]) : await png(svg);
    const content = new Uint8Array(await blob.arrayBuffer());
    return { name: fileName(icon.name, kind), content };
  });
  const drawn = files.filter((file) => file !== null);
  return { content: zip(drawn), missing: icons.length - drawn.length };
}
