// The intake of pictures: from files, the clipboard, drops and the screen.

import { pictureOf } from "./copied.js";
import { contextOf, create, pngOf } from "./elements.js";

/**
 * @callback OnPicture is called with a picture, and with the others of the same drop or choice
 * @param {Blob} picture
 * @param {Blob[]} others
 * @returns {unknown}
 */

/**
 * Call `onPicture` with the pictures that a person chooses, pastes or drops.
 * @param {object} places
 * @param {HTMLInputElement} places.input where a file is chosen
 * @param {EventTarget} places.target where a file is dropped
 * @param {HTMLElement} places.zone has the class `over` while a file is above `target`
 * @param {AbortSignal} [places.signal] removes the listeners
 * @param {OnPicture} onPicture
 */
export function listenForPictures({ input, target, zone, signal }, onPicture) {
  input.addEventListener("change", () => {
    const [file, ...others] = input.files ?? [];
    if (file) onPicture(file, others);
    input.value = ""; // else the same file could not be chosen again
  });
  document.addEventListener("paste", (event) => pasted(event, onPicture), { signal });
  target.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  target.addEventListener("dragleave", () => zone.classList.remove("over"));
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const [file, ...others] = /** @type {DragEvent} */ (event).dataTransfer?.files ?? [];
    if (file) onPicture(file, others);
  });
}

/**
 * @param {ClipboardEvent} event
 * @param {OnPicture} onPicture
 */
function pasted(event, onPicture) {
  const { clipboardData } = event;
  const files = [...(clipboardData?.files ?? [])];
  const [file, ...others] = files.filter(({ type }) => type.startsWith("image/"));
  const copied = isTyped(event) ? "" : (clipboardData?.getData("text/plain") ?? "");
  const picture = file ?? pictureOf(copied);
  if (picture) onPicture(picture, others);
}

/**
 * Returns whether a paste goes into a field, where text stays text.
 * @param {ClipboardEvent} event
 */
function isTyped(event) {
  const [target] = event.composedPath();
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
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
