// Compiles what is copied of icons: `node compile.mjs FILE`, from a folder with the packages.
//
// The file holds for each library its icons, and of each icon its texts by form. Prints the forms
// that do not compile or that the packages do not have, as JSON.

import { readFileSync } from "node:fs";
import { compileScript, compileTemplate, parse } from "@vue/compiler-sfc";
import { build, transform } from "esbuild";
import { compile } from "svelte/compiler";

const libraries = JSON.parse(readFileSync(process.argv[2], "utf8"));
const CLASSES = new Set(
  readFileSync("node_modules/remixicon/fonts/remixicon.css", "utf8").match(/(?<=^\.)ri-[\w-]+/gm),
);
const wrong = [];
const checked = {};

for (const [library, icons] of Object.entries(libraries)) {
  await react(library, icons);
  await vueComponents(library, icons);
  await jsx(library, icons);
  for (const { id, forms } of icons) {
    note(library, id, "Vue", vue(forms.vue, id));
    note(library, id, "Svelte", svelte(forms.svelte));
    if (forms["CSS class"]) note(library, id, "CSS class", cssClass(forms["CSS class"]));
  }
  await css(library, icons);
}
console.log(JSON.stringify({ wrong, checked }));

function note(library, id, form, mistakes) {
  checked[form] = (checked[form] ?? 0) + 1;
  for (const mistake of mistakes) wrong.push([library, id, form, String(mistake).slice(0, 300)]);
}

async function react(library, icons) {
  const { imports, tags } = code(library, icons, "React");
  const lines = tags.map((tag, i) => `export const icon${i} = ${tag};`);
  await bundle(library, "React", [...imports, ...lines].join("\n"));
}

/** Every import and tag in one component, in which each tag must stand for an import. */
async function vueComponents(library, icons) {
  const { imports, tags } = code(library, icons, "Vue");
  const setup = `<script setup>\n${imports.join("\n")}\n</script>`;
  const { descriptor } = parse(`${setup}\n<template>\n${tags.join("\n")}\n</template>`);
  const { content } = compileScript(descriptor, { id: library, inlineTemplate: true });
  for (const tag of tags) {
    const [name] = tag.match(/\w+/);
    if (!content.includes(`_unref(${name})`)) wrong.push([library, "", "Vue", tag]);
  }
  await bundle(library, "Vue", content);
}

/** The imports and tags of the icons that a framework's package has. */
function code(library, icons, framework) {
  const used = icons.filter(({ forms }) => forms[`${framework} import`]);
  for (const { id } of used) note(library, id, `${framework} package`, []);
  const imports = used.map(({ forms }) => forms[`${framework} import`]);
  const tags = used.map(({ forms }) => forms[`${framework} tag`]);
  return { imports, tags };
}

/** Bundles a module with the packages that it imports: a missing export is an error. */
async function bundle(library, framework, contents) {
  try {
    await build({
      stdin: { contents, loader: "jsx", resolveDir: "." },
      bundle: true,
      write: false,
      format: "esm",
      jsx: "automatic",
      external: ["react", "react/*", "react-dom", "vue"],
      logLevel: "silent",
      logLimit: 0,
    });
  } catch ({ errors }) {
    for (const { text } of errors) wrong.push([library, "", framework, text]);
  }
}

async function jsx(library, icons) {
  const lines = icons.map(({ forms }, i) => `export const icon${i} = ${forms.jsx};`);
  for (const { id } of icons) note(library, id, "JSX", []);
  const { warnings } = await transform(lines.join("\n"), { loader: "jsx", jsx: "automatic" });
  for (const { text } of warnings) wrong.push([library, "", "JSX", text]);
}

async function css(library, icons) {
  const rules = icons.map(({ forms }) => forms.css).join("\n");
  for (const { id } of icons) note(library, id, "CSS", []);
  const { warnings } = await transform(rules, { loader: "css" });
  for (const { text } of warnings) wrong.push([library, "", "CSS", text]);
}

function vue(source, id) {
  const { descriptor, errors } = parse(source);
  if (errors.length) return errors;
  const { content } = descriptor.template;
  return compileTemplate({ source: content, filename: `${id}.vue`, id }).errors;
}

function svelte(source) {
  try {
    compile(source, { generate: "client" });
    return [];
  } catch (error) {
    return [error];
  }
}

function cssClass(tag) {
  const [name] = tag.match(/(?<=class=")[\w-]+(?=")/) ?? [""];
  return CLASSES.has(name) ? [] : [`no class ${name}`];
}
