// The code of several icons as one text.

const IMPORT = /^import \{ (.+) \} from (['"].+['"];?)$/;

/**
 * Returns the codes of several icons, one a line; imports from one package become one import.
 * @param {string[]} codes
 */
export function joined(codes) {
  /** @type {Map<string, Set<string>>} what is imported, by package */
  const imports = new Map();
  /** @type {Set<string>} */
  const others = new Set();
  for (const line of codes) {
    const [, names, source] = IMPORT.exec(line) ?? [];
    if (!names || !source) {
      others.add(line);
      continue;
    }
    const known = imports.get(source) ?? new Set();
    imports.set(source, known);
    for (const name of names.split(",")) known.add(name.trim());
  }
  const statements = [...imports].map(
    ([source, names]) => `import { ${[...names].join(", ")} } from ${source}`,
  );
  return [...statements, ...others].join("\n");
}
