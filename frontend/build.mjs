// Bundles the editor into one file, with the licences of all that is in it as its last words.
import { readdir, readFile } from "node:fs/promises";
import { build } from "esbuild";

const OUTPUT = "../src/mediagraph/server/static/editor.js";
const options = { entryPoints: ["editor.js"], bundle: true, minify: true, format: "iife", target: "es2022", metafile: true };

const { metafile } = await build({ ...options, write: false });
const packages = new Set(Object.keys(metafile.inputs)
  .map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
const notes = [];
for (const name of [...packages].sort()) {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence text`);
  notes.push(`${name} ${version} (${license})\n\n${(await readFile(`${folder}/${file}`, "utf8")).trim()}`);
}
const licences = `/*! This file contains:\n\n${notes.join("\n\n----\n\n").replaceAll("*/", "* /")}\n*/`;
await build({ ...options, legalComments: "inline", footer: { js: licences }, outfile: OUTPUT, metafile: false });
