// The library that a server serves, and its arguments: PORT, LIBRARY and FAULT.
import { readFileSync } from "node:fs";

export const port = Number(process.argv[2]);
export const icons = JSON.parse(readFileSync(process.argv[3], "utf8"));
export const fault = process.argv[4];
export const TOKEN = "Bearer right";
export const MOST = 100; // icons of a page, where the fault is "cap" or "silent"
const BAD = ["icon-0003", "icon-0007"]; // icons that fail where the fault is "partial" or "page"

// The drawing of an icon; a failure where the icon is a bad one.
export function drawing(icon) {
  if (fault === "partial" && BAD.includes(icon.id)) {
    throw new Error(`the drawing of ${icon.id} cannot be read`);
  }
  return icon.svg;
}

// A page of the library. Where the fault is "growing", an icon is added before the fifth page; where
// it is "endless", the library begins anew after its last icon; where it is "silent", a page is cut;
// where it is "page", a bad icon fails the page.
let pages = 0;
export function part(start, size) {
  pages += 1;
  if (fault === "growing" && pages === 5) {
    const last = icons[icons.length - 1];
    icons.push({ ...last, id: `${last.id}-more` });
  }
  const from = fault === "endless" ? start % icons.length : start;
  const found = icons.slice(from, from + (fault === "silent" ? Math.min(size, MOST) : size));
  if (fault === "page" && found.some((icon) => BAD.includes(icon.id))) {
    throw new Error("Cannot read properties of undefined (reading 'path')");
  }
  return found;
}

// Counts requests. From the fifth on the token has expired where the fault is "expired".
let asked = 0;
export function isRefused(authorization) {
  asked += 1;
  return authorization !== TOKEN || (fault === "expired" && asked >= 5);
}

// Counts requests. The third and the fourth are too many where the fault is "throttled".
let requests = 0;
export function isThrottled() {
  requests += 1;
  return fault === "throttled" && (requests === 3 || requests === 4);
}

export function listening() {
  console.log("listening");
}
