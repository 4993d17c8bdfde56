import { readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildFailure, type BuildOptions, build, type Plugin, transform } from "esbuild";
import type { TestSpecification } from "vitest/node";
import type { Part } from "../before-all";
import { type BundleKind, foldersOfRun } from "./folders";

declare module "vitest" {
  export interface ProvidedContext {
    /** `temporary`: where tests put what they write, if not where this machine has it. */
    bundled: { readonly folder: string; readonly root: string; readonly temporary: string | undefined };
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

/** Where Node, which Vitest starts with the condition "development", finds this package's TypeScript, Vite finds its JavaScript. */
const forVite = '"@arethetypeswrong/';

/**
 * Bundles files of tests at once, and what is set up for them, with the modules that several have as files of their own: those
 * that share a process, or those that start programs. Vite's way is to translate each module by itself when it is first
 * asked for, which took longer than the tests.
 */
export async function bundleTests(tests: readonly TestSpecification[], kind: BundleKind): Promise<Part> {
  const [root = ""] = tests.map((test) => test.project.config.root);
  const { folder, bundled, temporary } = foldersOfRun(root, kind);
  const files = tests
    .map(({ moduleId }) => moduleId)
    .filter((file) => !readFileSync(file, "utf8").includes(forVite));
  const setups = new Set(tests.flatMap((test) => test.project.config.setupFiles));
  await bundleOf([...files, ...setups], root, bundled, kind === "apart" ? withPackages : withoutPackages);
  return {
    provided: { bundled: { folder: bundled, root, temporary } },
    stop: () => rmSync(folder, { recursive: true, force: true }),
  };
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

/** A file that is broken is red by itself, beside the others: it is left to Vite. */
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
