// What the page's address holds after its #: the icon whose like is shown, words and filters. Never a picture.

import { FIELDS } from "./client.js";

/** { icon: the key of an icon or "", q: words, filters: { field: [values] } } */
export function readAddress() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const filters = Object.fromEntries(FIELDS.map((field) => [field, parameters.getAll(field)]).filter(([, values]) => values.length));
  return { icon: parameters.get("icon") ?? "", q: parameters.get("q") ?? "", filters };
}

/** The address that reopens this; `icon`, `q` and `filters` as above. */
export function addressOf({ icon, q, filters }) {
  const pairs = [["icon", icon], ["q", q], ...Object.entries(filters).flatMap(([field, values]) => values.map((value) => [field, value]))];
  const hash = new URLSearchParams(pairs.filter(([, value]) => value)).toString();
  return location.href.replace(/#.*/, "") + (hash && `#${hash}`);
}

/** Keep it in the address bar; another icon is a step that the browser's back button takes back. */
export function writeAddress(shown) {
  const address = addressOf(shown);
  if (address === location.href) return;
  if (shown.icon === readAddress().icon) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
}
