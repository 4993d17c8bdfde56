#!/usr/bin/env node
// Makes dist/, which is what of TypeScript is published: the programs that verbs run, and the library with its types.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundle, bundleOptions } from "./bundle.mjs";
import { entryPoints, writeTypes } from "./public-types.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");

/** A bundle says first what it was made of, which V8's cache is named after: here, all of it. */
const contents = (_, [{ contents }]) => createHash("sha256").update(contents).digest("hex");

rmSync(dist, { recursive: true, force: true });
const programs = join(dist, "programs.cjs");
const made = [
  await bundle(join(root, "bin/programs.ts"), programs, contents, {
    minifyIdentifiers: true,
    minifySyntax: true,
  }),
];
rmSync(`${programs}.map`);
leadToDocs(programs);
const library = await build({
  ...bundleOptions(undefined),
  entryPoints,
  outdir: join(dist, "library"),
  format: "esm",
  write: false,
});
for (const [file, { exports }] of Object.entries(library.metafile.outputs)) exportFromPrograms(file, exports);
const page = await build({
  ...JSON.parse(readFileSync(join(root, "console/esbuild.json"), "utf8")),
  absWorkingDir: root,
  outdir: join(dist, "console"),
  metafile: true,
});
made.push(page.metafile);
// The sentinel, with the AWS SDK in it, as modules/edge-bundle bundles it in a clone: installed, neither is there.
const sentinel = await build({
  ...{ bundle: true, minify: true, charset: "ascii", legalComments: "none", metafile: true },
  ...{ platform: "node", target: "node22", format: "cjs", absWorkingDir: root },
  entryPoints: ["switch/sentinel/handler.ts"],
  outfile: "dist/sentinel.js",
});
made.push(sentinel.metafile);
refuseUndeclared(made);
writeFileSync(join(dist, "third-party.txt"), notices(made));
await writeTypes(join(dist, "library"));
rmSync(join(dist, "types"), { recursive: true });

/** An entry point: names alone, which whoever imports them has to find written down. */
function exportFromPrograms(file, names) {
  const code = `import { library } from "../../bin/compiled.mjs";
export const { ${names.join(", ")} } = library("${basename(file, ".js")}");
`;
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), code);
}

/** Where outlast is installed, the pages that errors and help name are in its folder, and not in the project's. */
function leadToDocs(file) {
  const code = readFileSync(file, "latin1");
  writeFileSync(file, code.replace(/(?<![\w/.])docs\/[a-z-]+\.md/g, "node_modules/outlast/$&"), "latin1");
}

/** The licences of the packages that are in the bundles: who hands on their code hands these on too. */
function notices(metafiles) {
  const files = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file) ?? []);
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
      const text = readdirSync(join(root, folder)).find((file) => /^licen[cs]e/i.test(file));
      const words = text === undefined ? "" : `\n\n${readFileSync(join(root, folder, text), "utf8").trim()}`;
      return `${name} ${version}, ${license}${words}`;
    })
    .join(`\n\n${"-".repeat(80)}\n\n`);
}

/** What the bundles leave out has to be installed with them: a package that only this clone has would be missed there. */
function refuseUndeclared(metafiles) {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const declared = { ...dependencies, ...peerDependencies };
  const imports = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => output.imports),
  );
  const names = imports.flatMap(
    ({ external, path }) => (external ? /^(?:@[^/]+\/)?[^/]+/.exec(path) : null) ?? [],
  );
  const missing = [...new Set(names)].filter((name) => !isBuiltin(name) && !(name in declared));
  if (missing.length === 0) return;
  console.error(
    `package.json has these as no dependencies: ${missing.join(", ")}. Declare them, or bundle them (bin/bundle.mjs).`,
  );
  process.exit(1);
}
