// A ZIP archive of small files, stored as they are: PNGs cannot be compressed, and SVGs are small.
// Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7 to 4.3.16

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20; // 2.0
const UTF8 = 0x0800; // the flag of names in UTF-8
const JANUARY_1980 = 0x0021; // the date of every file: equal files give equal archives

/** @typedef {{ name: string, content: Uint8Array<ArrayBuffer> }} File */

/**
 * Returns the archive of some files. Of several with one name, all but the first are numbered.
 * @param {File[]} files
 */
export function zip(files) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const directory = [];
  let offset = 0;
  for (const { name, content } of numbered(files)) {
    const encoded = new TextEncoder().encode(name);
    const facts = [crc32(content), content.length, content.length];
    const local = bytes([LOCAL], [VERSION, UTF8, 0, 0, JANUARY_1980], facts, [encoded.length, 0]);
    directory.push(
      bytes(
        [CENTRAL],
        [VERSION, VERSION, UTF8, 0, 0, JANUARY_1980],
        facts,
        [encoded.length, 0, 0, 0, 0],
        [0, offset],
      ),
      encoded,
    );
    parts.push(local, encoded, content);
    offset += local.length + encoded.length + content.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = bytes([END], [0, 0, files.length, files.length], [size, offset], [0]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

/**
 * Returns numbers as bytes, the lowest first: groups of four bytes each and of two in turn.
 * @param {number[][]} groups
 */
function bytes(...groups) {
  const length = groups.reduce((sum, group, i) => sum + group.length * (i % 2 ? 2 : 4), 0);
  const view = new DataView(new ArrayBuffer(length));
  let at = 0;
  groups.forEach((group, i) => {
    for (const number of group) {
      if (i % 2) view.setUint16(at, number, true);
      else view.setUint32(at, number, true);
      at += i % 2 ? 2 : 4;
    }
  });
  return new Uint8Array(view.buffer);
}

/** @param {File[]} files */
function numbered(files) {
  /** @type {Set<string>} in capitals: to Windows and macOS, a.svg and A.svg are one file */
  const taken = new Set();
  return files.map(({ name, content }) => {
    let unique = name;
    for (let number = 2; taken.has(unique.toUpperCase()); number += 1) {
      unique = name.replace(/(\.\w+)?$/, `-${number}$1`);
    }
    taken.add(unique.toUpperCase());
    return { name: unique, content };
  });
}

/**
 * Returns the CRC-32 of some bytes, as ISO 3309 defines it.
 * @param {Uint8Array} content
 */
function crc32(content) {
  let crc = -1;
  for (const byte of content) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
