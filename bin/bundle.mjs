import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Of npm, pnpm, Yarn and Bun: they say which packages there are. */
const lockFiles = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

/** Packages that most verbs load: in the bundle they are one file, and without what nobody uses of them. */
const inside =
  /^(@aws-sdk|@cdktf\/provider-aws|@smithy|acorn|commander|d3-[a-z-]+|d3-scale|entities|fflate|htmlparser2|ignore|internmap|mime-types|zod)(\/|$)/;
/** The project's own, which its files and packages build with as well: there can be one of each. */
const framework = /^(cdktf|constructs)$/;
const ofPackage = /[\\/]node_modules[\\/]/;

/** The bundle in a file, and its first line: which files it was made of, and what they were then. */
export function readBundle(outfile) {
  const code = readFileSync(outfile, "latin1");
  return { code, states: code.slice("//".length, code.indexOf("\n")) };
}

/** Whether every file that went into the bundle still is what it was. */
export function isFresh(states) {
  try {
    return Object.entries(JSON.parse(states)).every(([file, state]) => stateOf(file) === state);
  } catch {
    return false;
  }
}

/** Of a thousand files whenever a verb begins: `join` would take as long for each as the question. */
function stateOf(file) {
  const { mtimeMs, size } = statSync(`${root}/${file}`);
  return `${mtimeMs} ${size}`;
}

/**
 * Bundles a file for the cache; `states` says of what it was made, if that is not for `isFresh` to tell, and `smaller` what
 * of esbuild's options makes less of it.
 */
export async function bundle(source, outfile, states = statesOf, smaller = {}) {
  const { build } = await import("esbuild");
  const { metafile, outputFiles } = await build({
    ...{ ...bundleOptions(outfile), ...smaller },
    entryPoints: [source],
    // In the bundle, Zod is without its messages in fifty languages, which every start would load.
    alias: { zod: fileURLToPath(import.meta.resolve("zod")) },
    format: "cjs",
    // Code that V8 has kept has no loader of modules behind it.
    supported: { "dynamic-import": false },
    define: { "import.meta.dirname": "__dirname", "import.meta.url": "importMetaUrl" },
    // The first line is taken by the inputs, and written once they are known.
    banner: { js: '\nconst importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    sourcemap: "external",
    sourcesContent: false,
    write: false,
  }).catch((error) => {
    // A file that is no TypeScript, site.config.ts as a rule: esbuild has shown its line.
    if (error.errors === undefined) throw error;
    process.exit(2);
  });
  const made = inAscii(JSON.stringify(states(metafile, outputFiles)));
  const folder = dirname(outfile);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder))
    if (name.startsWith(`${basename(outfile)}.`) && name.endsWith(".v8"))
      rmSync(join(folder, name), { force: true });
  for (const { path, text } of outputFiles)
    replaceFile(path, path === outfile ? `//${made}${wrapped(text)}` : text);
  return metafile;
}

/** What whatever runs on Node is bundled with: the files of this package, and of others those that are `inside`. */
export function bundleOptions(outfile) {
  return {
    outfile,
    absWorkingDir: root,
    bundle: true,
    plugins: [{ name: "packages", setup: leaveOutPackages }],
    // As modules, of which it can tell what nobody uses.
    mainFields: ["module", "main"],
    platform: "node",
    target: "node20",
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "error",
    metafile: true,
  };
}

/** Packages are what the lock says. */
function statesOf({ inputs }) {
  const own = Object.keys(inputs).filter((file) => !ofPackage.test(`/${file}`));
  const files = [...own, "bin/bundle.mjs", ...lockFiles.filter((file) => existsSync(join(root, file)))];
  return Object.fromEntries(files.map((file) => [file, stateOf(file)]));
}

/** As Node wraps a file of CommonJS, here in the file: put together when it is run, it would be twice in memory. */
function wrapped(text) {
  return `\n(function (exports, require, module, __filename, __dirname) {${text.trimStart()}\n})`;
}

/** For whoever reads the file as Latin-1, which takes half the memory of any other text. */
function inAscii(json) {
  return json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Of packages, bundles those that are `inside`. */
export function leaveOutPackages(build) {
  // A clone of this repository is what its own files import.
  build.onResolve({ filter: /^outlast(\/|$)/ }, ({ path }) => ({
    path: join(root, "library", `${path.replace("outlast/", "")}.ts`),
  }));
  build.onResolve({ filter: /^[^./\\]/ }, ({ importer, kind, path }) => {
    const isInside = inside.test(path) || (ofPackage.test(importer) && !framework.test(path));
    if (kind === "entry-point" || isInside) return undefined;
    return { path, external: true };
  });
}

/** At once, since another process may be reading it. */
export function replaceFile(path, content) {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}
