// Texts that this browser keeps. Where it keeps none, as without cookies, the page works without.

/**
 * Returns a kept text, null where there is none.
 * @param {string} key
 */
export function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // the browser lets this page keep nothing
  }
}

/**
 * Keep a text if the browser allows it and has room.
 * @param {string} key
 * @param {string} value
 */
export function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The text is there until the page is closed.
  }
}
