// The pictures of the last searches, kept in this browser. The service stores none.

/**
 * @typedef {object} Kept
 * @property {string} id
 * @property {Blob} picture
 * @property {Blob | null} thumb a small PNG; null where the browser cannot draw the picture
 * @property {string} name of the icon that was found, or why there is none
 */

const DATABASE = "iconlens";
const STORE = "pictures";
const MOST = 12; // pictures, the oldest is dropped first; chosen by hand

export class Pictures {
  /** @type {Map<string, Kept>} by id, the oldest first */
  #kept = new Map();
  /** @type {WeakMap<Blob, string>} */
  #ids = new WeakMap();
  /** @type {Promise<IDBDatabase | null>} */
  #database = opened();
  #loaded = this.#load();

  /** Returns the kept searches, the newest first. */
  async list() {
    await this.#loaded;
    return [...this.#kept.values()].reverse();
  }

  /**
   * Returns a kept picture; null where it has been dropped.
   * @param {string} id
   */
  async get(id) {
    await this.#loaded;
    return this.#kept.get(id)?.picture ?? null;
  }

  /**
   * Returns the id of a picture: always the same for one object.
   * @param {Blob} picture
   */
  idOf(picture) {
    const id = this.#ids.get(picture) ?? `${Date.now()}-${Math.random()}`;
    this.#ids.set(picture, id);
    return id;
  }

  /**
   * Returns the kept picture with the same bytes, and the picture itself where there is none.
   * @param {Blob} picture
   */
  async same(picture) {
    await this.#loaded;
    if (this.#ids.has(picture)) return picture;
    for (const { picture: kept } of this.#kept.values()) {
      if (kept.size === picture.size && (await isSame(kept, picture))) return kept;
    }
    return picture;
  }

  /**
   * Keep a picture as the newest.
   * @param {Blob} picture
   * @param {Blob | null} thumb
   * @param {string} name
   */
  async keep(picture, thumb, name) {
    await this.#loaded;
    const id = this.idOf(picture);
    this.#kept.delete(id);
    this.#kept.set(id, { id, picture, thumb, name });
    const dropped = [...this.#kept.keys()].slice(0, -MOST);
    for (const old of dropped) this.#kept.delete(old);
    const written = this.#write((store) => {
      for (const old of [...dropped, id]) store.delete(old);
      store.put({ id, picture, thumb, name, at: Date.now() });
    });
    await written.catch(() => {}); // no room: the picture is kept until the page is closed
  }

  /** Forget every picture. Rejects where the browser cannot delete them. */
  async clear() {
    await this.#loaded;
    this.#kept.clear();
    await this.#write((store) => store.clear());
  }

  async #load() {
    const database = await this.#database;
    if (!database) return;
    /** @type {(Kept & { at: number })[]} */
    const stored = await done(database.transaction(STORE).objectStore(STORE).getAll());
    for (const { at, ...kept } of stored.sort((one, other) => one.at - other.at)) {
      this.#kept.set(kept.id, kept);
      this.#ids.set(kept.picture, kept.id);
    }
  }

  /**
   * Change what is stored; resolves once it is stored: the page may be closed right after.
   * @param {(store: IDBObjectStore) => void} change
   */
  async #write(change) {
    const database = await this.#database;
    if (!database) return;
    const transaction = database.transaction(STORE, "readwrite");
    change(transaction.objectStore(STORE));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

/**
 * Returns whether two pictures of one size have the same bytes.
 * @param {Blob} one
 * @param {Blob} other
 */
async function isSame(one, other) {
  const [first, second] = await Promise.all([one.arrayBuffer(), other.arrayBuffer()]);
  const bytes = new Uint8Array(second);
  return new Uint8Array(first).every((byte, index) => byte === bytes[index]);
}

/**
 * Returns the database; null where the browser lets the page store nothing. Then pictures are kept
 * until the page is closed.
 * @returns {Promise<IDBDatabase | null>}
 */
function opened() {
  return new Promise((resolve) => {
    const request = requested();
    if (!request) return resolve(null);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
}

/** Returns the request that opens the database; null where the browser refuses even that. */
function requested() {
  try {
    return indexedDB.open(DATABASE, 1);
  } catch {
    return null;
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
