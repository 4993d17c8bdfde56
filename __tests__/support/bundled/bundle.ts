import { readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildFailure, type BuildOptions, build, type Plugin, transform } from "esbuild";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    bundled: { readonly folder: string; readonly root: string };
  }
}

/** What a file says of where it is stays what it was: files that know it are few. */
const places: Plugin = {
  name: "places",
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.")) return undefined;
      const { code } = await transform(text, {
        loader: path.endsWith("x") ? "tsx" : "ts",
        define: {
          "import.meta.url": JSON.stringify(pathToFileURL(path).href),
          "import.meta.dirname": JSON.stringify(dirname(path)),
          "import.meta.filename": JSON.stringify(path),
        },
        sourcefile: path,
        sourcemap: "inline",
        sourcesContent: false,
        target: "esnext",
        tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
      });
      return { contents: code, loader: "js", resolveDir: dirname(path) };
    });
  },
};

/** Of packages, what the verbs' bundle has. */
const packages: Plugin = {
  name: "packages",
  async setup(build) {
    const { leaveOutPackages } = await import(pathToFileURL(resolve("bin/bundle.mjs")).href);
    leaveOutPackages(build);
  },
};

/**
 * What only Vite does: to put something in a module's place, and to find a package's JavaScript where Node, which Vitest
 * starts with the condition "development", finds its TypeScript.
 */
const vites = /\bvi\.(mock|hoisted)\(|"@arethetypeswrong\//;

/** By folder. Each project loads this file anew. */
const ofRun = globalThis as { outlastBundles?: Map<string, Promise<void>> };
ofRun.outlastBundles ??= new Map();
const begun = ofRun.outlastBundles;

/** With what `vitest` was asked for by name; its types keep that to themselves. */
type Asked = { readonly filenamePattern?: string[] };

/**
 * Bundles all files of tests that are to be run at once, with the modules that several have as files of their own: those
 * that share a process, and those that have one each. Vite's way is to translate each module by itself when it is first
 * asked for, which took longer than the tests. The projects of a run share what is bundled: each by itself read the same
 * modules again.
 */
export default async function bundle(project: TestProject) {
  const { root, sequence } = project.config;
  const kind = sequence.groupOrder > 0 ? "apart" : "together";
  const folder = resolve(root, `node_modules/.cache/outlast-tests/${process.pid}-${kind}`);
  if (!begun.has(folder)) begun.set(folder, bundleAsked(project, folder));
  await begun.get(folder);
  project.provide("bundled", { folder, root });
  return () => rmSync(folder, { recursive: true, force: true });
}

async function bundleAsked(
  { config: { root, sequence }, vitest }: TestProject,
  folder: string,
): Promise<void> {
  const all = await vitest.globTestSpecifications((vitest as Asked).filenamePattern);
  const tests = all.filter((test) => test.project.config.sequence.groupOrder === sequence.groupOrder);
  const files = tests.map(({ moduleId }) => moduleId);
  const bundled = files.filter((file) => !vites.test(readFileSync(file, "utf8")));
  const setups = new Set(tests.flatMap((test) => test.project.config.setupFiles));
  await bundleOf(
    [...bundled, ...setups],
    root,
    folder,
    sequence.groupOrder > 0 ? withPackages : withoutPackages,
  );
}

/** A process of several files loads its packages once, which takes less than to bundle them. */
const withoutPackages: BuildOptions = { packages: "external" };

/** As verbs have them: what is used of AWS's clients loads in a third of the time that all of them take. */
const withPackages: BuildOptions = {
  mainFields: ["module", "main"],
  plugins: [places, packages],
  // For packages of CommonJS, which ask for what Node has.
  banner: {
    js: 'import { createRequire as requireOfBundle } from "node:module"; const require = requireOfBundle(import.meta.url);',
  },
};

/** A file that is broken is red by itself, beside the others: it is left to Vite, and so is what mocks a module. */
async function bundleOf(
  files: readonly string[],
  root: string,
  folder: string,
  options: BuildOptions,
): Promise<void> {
  try {
    await bundleAll(files, root, folder, options);
  } catch (error) {
    const broken = (error as BuildFailure).errors?.map(({ location }) => resolve(root, location?.file ?? ""));
    const others = files.filter((file) => !broken?.includes(file));
    if (others.length === files.length) throw error;
    await bundleOf(others, root, folder, options);
  }
}

async function bundleAll(
  files: readonly string[],
  root: string,
  folder: string,
  options: BuildOptions,
): Promise<void> {
  await build({
    entryPoints: [...files],
    absWorkingDir: root,
    outbase: root,
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    // Of a .js in node_modules, Node finds out what it is by compiling it.
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node20",
    alias: { outlast: join(root, "library/outlast.ts") },
    chunkNames: "chunks/[hash]",
    sourcemap: true,
    sourcesContent: false,
    plugins: [places],
    logLevel: "error",
    ...options,
  });
}
