// The intake of pictures: from files, the clipboard, drops and the screen.

import { contextOf, create, pngOf } from "../elements.js";
import { broughtBy } from "./transfer.js";

/** @import { TextKey } from "../texts.js" */
/** @import { Brought } from "./transfer.js" */

const FIELDS = "textarea, input:not([type=button], [type=checkbox], [type=file], [type=radio])";

/**
 * Call `onPicture` with every picture that a person chooses, pastes or drops, and with the others
 * that came with it. A file that was chosen earlier, while the page was loaded, is taken at once.
 * @param {object} places
 * @param {HTMLInputElement} places.input where a file is chosen
 * @param {Node} places.target where a file is dropped
 * @param {HTMLElement} places.zone has the class `over` while a file is above `target`
 * @param {AbortSignal} [places.signal] removes the listeners
 * @param {(picture: Blob, others: Blob[]) => unknown} onPicture
 * @param {(words: string, isDropped: boolean) => unknown} [onWords] is called with a short text
 * @param {(problem: TextKey) => unknown} [onProblem] is called where neither is brought
 */
export function listenForPictures(places, onPicture, onWords, onProblem) {
  const { input, target, zone, signal } = places;
  /** @type {(brought: Brought, isDropped: boolean) => void} */
  const take = ({ pictures: [first, ...others], words, problem }, isDropped) => {
    if (first?.size === 0) onProblem?.("brought_empty");
    else if (first) onPicture(first, others);
    else if (words) onWords?.(words, isDropped);
    else if (problem) onProblem?.(problem);
  };
  const chosen = () => {
    take({ pictures: [...(input.files ?? [])], words: "" }, false);
    input.value = ""; // else the same file could not be chosen again
  };
  input.addEventListener("change", chosen);
  if (input.files?.length) chosen(); // while the page was loaded
  document.addEventListener("paste", (event) => pasted(event, target, take), { signal });
  target.addEventListener("dragover", (event) => {
    if (isTextIntoField(event)) return;
    event.preventDefault();
    zone.classList.add("over");
  });
  target.addEventListener("dragleave", () => zone.classList.remove("over"));
  target.addEventListener("drop", (event) => {
    zone.classList.remove("over");
    if (isTextIntoField(event)) return;
    event.preventDefault();
    take(broughtBy(/** @type {DragEvent} */ (event).dataTransfer), true);
  });
}

/**
 * Returns whether a text is dragged into a field; a file there would be opened by the browser.
 * @param {Event} event
 */
function isTextIntoField(event) {
  const { dataTransfer } = /** @type {DragEvent} */ (event);
  return isEditor(focused(event)) && !dataTransfer?.types.includes("Files");
}

/**
 * Take what is pasted. What somebody pastes into an editor belongs to the editor; into a field of
 * `target` itself, which holds text only, they may paste a picture.
 * @param {ClipboardEvent} event
 * @param {Node} target
 * @param {(brought: Brought, isDropped: boolean) => void} take
 */
function pasted(event, target, take) {
  const isOwn = event.composedPath().includes(target);
  const isTyped = isEditor(focused(event)) || isEditor(deepestFocus());
  if (event.defaultPrevented || (isTyped && !isOwn)) return;
  const brought = broughtBy(event.clipboardData);
  const { pictures } = brought;
  if (isTyped ? pictures[0] instanceof File : isOwn || pictures.length) take(brought, false);
}

/**
 * Returns the element that an event came from, within shadow roots too.
 * @param {Event} event
 */
function focused(event) {
  return /** @type {Element} */ (event.composedPath()[0]);
}

/** Returns the element that has the focus, within open shadow roots too. */
function deepestFocus() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/**
 * Returns whether somebody writes in an element. What a closed shadow root hides is taken for an
 * editor: its focus cannot be seen.
 * @param {Element | null} element
 */
export function isEditor(element) {
  if (!(element instanceof HTMLElement)) return false;
  const isClosed = element.localName.includes("-") && !element.shadowRoot;
  return element.isContentEditable || isClosed || element.matches(FIELDS);
}

/** Returns whether the browser lets a page ask for the screen: on https and on localhost only. */
export function canCapture() {
  return Boolean(navigator.mediaDevices?.getDisplayMedia);
}

/** Returns a PNG of the screen that a person shares. Rejects where the person declines. */
export async function captureScreen() {
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
  try {
    const video = create("video", { srcObject: stream, muted: true });
    await video.play();
    const canvas = create("canvas", { width: video.videoWidth, height: video.videoHeight });
    contextOf(canvas).drawImage(video, 0, 0);
    return await pngOf(canvas);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
