import { readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildFailure, build, type Plugin, transform } from "esbuild";
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

/**
 * What only Vite does: to put something in a module's place, and to find a package's JavaScript where Node, which Vitest
 * starts with the condition "development", finds its TypeScript.
 */
const vites = /\bvi\.(mock|hoisted)\(|"@arethetypeswrong\//;

/** With what `vitest` was asked for by name; its types keep that to themselves. */
type Asked = { readonly filenamePattern?: string[] };

/**
 * Bundles all files of tests that are to be run at once, with the modules that several have as files of their own. Vite's way
 * is to translate each module by itself when it is first asked for, which took longer than the tests. The projects of a run
 * share one bundle: each by itself read the same modules again.
 */
export default async function bundle(project: TestProject) {
  const { config, vitest } = project;
  if (project.getProvidedContext().bundled !== undefined) return undefined;
  const { root } = config;
  const folder = resolve(root, `node_modules/.cache/outlast-tests/${process.pid}`);
  const tests = await vitest.globTestSpecifications((vitest as Asked).filenamePattern);
  const files = tests.map(({ moduleId }) => moduleId);
  const bundled = files.filter((file) => !vites.test(readFileSync(file, "utf8")));
  const setups = new Set(tests.flatMap((test) => test.project.config.setupFiles));
  await bundleOf([...bundled, ...setups], root, folder);
  vitest.provide("bundled", { folder, root });
  return () => rmSync(folder, { recursive: true, force: true });
}

/** A file that is broken is red by itself, beside the others: it is left to Vite, and so is what mocks a module. */
async function bundleOf(files: readonly string[], root: string, folder: string): Promise<void> {
  try {
    await bundleAll(files, root, folder);
  } catch (error) {
    const broken = (error as BuildFailure).errors?.map(({ location }) => resolve(root, location?.file ?? ""));
    const others = files.filter((file) => !broken?.includes(file));
    if (others.length === files.length) throw error;
    await bundleOf(others, root, folder);
  }
}

async function bundleAll(files: readonly string[], root: string, folder: string): Promise<void> {
  await build({
    entryPoints: [...files],
    absWorkingDir: root,
    outbase: root,
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    alias: { outlast: join(root, "library/outlast.ts") },
    chunkNames: "chunks/[hash]",
    sourcemap: true,
    sourcesContent: false,
    plugins: [places],
    logLevel: "error",
  });
}
