// The page: a picture in, the icons that look like it out. Everything the service says is shown as text, never as markup.

const element = (id) => document.getElementById(id);
const LIMIT = 24;
const VERDICTS = {
  unsure: "Perhaps one of these; perhaps the icon is not in the library.",
  absent: "The icon does not seem to be in the library. These come nearest:",
};
const SMALL = 256; // pixels: a narrower picture is shown with its pixels sharp

let under_way = new AbortController();

async function ask(address, options) {
  const response = await fetch(address, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

async function search(file) {
  under_way.abort();
  const { signal } = (under_way = new AbortController());
  show_picture(file);
  const body = new FormData();
  body.append("image", file);
  try {
    show_answer(await ask(`search?limit=${LIMIT}`, { method: "POST", body, signal }));
  } catch (error) {
    if (!signal.aborted) show_failure(error);
  }
}

function show_picture(file) {
  const picture = element("picture");
  URL.revokeObjectURL(picture.src);
  picture.src = URL.createObjectURL(file);
  element("invitation").hidden = true;
  element("stage").hidden = false;
  element("seen").toggleAttribute("hidden", true);
  element("facts").hidden = true;
  element("drop").classList.add("filled");
}

function show_answer({ query, verdict, results, took_ms }) {
  const { box } = query;
  const seen = element("seen");
  seen.setAttribute("viewBox", `0 0 ${query.width} ${query.height}`);
  for (const [name, value] of Object.entries(box)) seen.firstElementChild.setAttribute(name, value);
  seen.toggleAttribute("hidden", false);
  element("fact-box").textContent = `${Math.round(box.width)} × ${Math.round(box.height)} of ${query.width} × ${query.height} px`;
  element("picture").classList.toggle("small", query.width < SMALL);
  element("ground").hidden = !query.background;
  element("swatch").style.background = query.background ?? "";
  element("fact-ground").textContent = `${query.background}, ${query.inverted ? "light on dark" : "dark on light"}`;
  element("fact-time").textContent = `in ${took_ms.toFixed(1)} ms`;
  element("facts").hidden = false;
  say(VERDICTS[verdict] ?? "");
  element("results").replaceChildren(...results.map(card));
}

function card({ name, style, library, score, match, also, grounds, links }) {
  const tile = make("span", grounds[0] === "dark" ? "tile dark" : "tile");
  const picture = make("img");
  picture.alt = "";
  // An SVG that a browser cannot draw by itself (no xmlns, say) is shown as it was indexed.
  picture.addEventListener("error", () => (picture.src = links.image), { once: true });
  picture.src = links.svg ?? links.image;
  tile.append(picture);
  const fields = make("span", "fields");
  fields.append(make("span", "", style ?? library ?? ""), make("span", "score", match === undefined ? score.toFixed(3) : `${Math.round(match)} %`));
  const link = make("a");
  link.href = links.icon;
  link.append(tile, make("span", "name", name), fields);
  if (also) {
    const names = also.map((other) => other.name).join(", ");
    link.append(Object.assign(make("span", "also", `also ${names}`), { title: names }));
  }
  const item = make("li");
  item.append(link);
  return item;
}

function make(tag, className = "", text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function show_failure(error) {
  element("results").replaceChildren();
  say(error.message, true);
}

function say(text, wrong = false) {
  const message = element("message");
  message.textContent = text;
  message.classList.toggle("wrong", wrong);
}

async function show_library() {
  try {
    const { icons, default_encoder } = await ask("readyz");
    element("library").textContent = `${icons.toLocaleString("en")} icons, compared by ${default_encoder}`;
  } catch (error) {
    show_failure(error);
  }
}

function first_picture(files) {
  return [...files].find((file) => file.type.startsWith("image/"));
}

element("file").addEventListener("change", ({ target }) => {
  if (target.files.length) search(target.files[0]);
  target.value = "";
});
document.addEventListener("paste", (event) => {
  const file = first_picture(event.clipboardData.files);
  if (file) search(file);
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  element("drop").classList.add("over");
});
document.addEventListener("dragleave", () => element("drop").classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  element("drop").classList.remove("over");
  const file = event.dataTransfer.files[0];
  if (file) search(file);
});
show_library();
