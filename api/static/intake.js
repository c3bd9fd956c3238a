// How pictures come in: chosen, pasted, dropped, or captured from the screen.

/** Call `onPicture` with every picture that is chosen in `input`, pasted anywhere, or dropped on `target`; `zone` shows that it may be. `signal` ends it. */
export function takeIn({ input, target, zone, signal }, onPicture) {
  input.addEventListener("change", () => {
    if (input.files.length) onPicture(input.files[0]);
    input.value = ""; // so that the same file may be chosen again
  });
  const paste = ({ clipboardData }) => {
    const pasted = [...clipboardData.files].find((file) => file.type.startsWith("image/"));
    if (pasted) onPicture(pasted);
  };
  document.addEventListener("paste", paste, { signal });
  target.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  target.addEventListener("dragleave", () => zone.classList.remove("over"));
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length) onPicture(event.dataTransfer.files[0]);
  });
}

/** Whether a page may ask for the screen: browsers allow it on https and on this machine only, phones not at all. */
export function canCapture() {
  return Boolean(navigator.mediaDevices?.getDisplayMedia);
}

/** One picture of what the person chooses to share, at its full size. Rejects where the person declines. */
export async function captureScreen() {
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
  try {
    const video = Object.assign(document.createElement("video"), { srcObject: stream, muted: true });
    await video.play();
    const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d").drawImage(video, 0, 0);
    return await new Promise((done) => canvas.toBlob(done));
  } finally {
    stream.getTracks().forEach((track) => track.stop());
  }
}
