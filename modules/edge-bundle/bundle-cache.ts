import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { lockFilesIn, packageRoot } from "../../config/package-root";
import { cacheFolder } from "../../config/project-root";

/**
 * What a bundle is made of: the sources and what they import, the code that bundles, its packages' versions. Where outlast
 * is installed, the code that bundles is the version's, and the compiler whichever was installed with it.
 */
const inputs = ["package.json", "edge-functions", "switch", "facts", "config", "modules/edge-bundle"];

let fingerprint: string | undefined;

/**
 * A bundle, or its archive, as `make` would make it, from node_modules/.cache as long as nothing that it is made of has
 * changed by a byte. A cache that cannot be read or written costs time and nothing else.
 */
export function cachedBundle<T>(name: string, make: () => T): T {
  fingerprint ??= fingerprintOf(packageRoot());
  const folder = cacheFolder();
  const file = join(folder, `edge-${name}.json`);
  const known = read<T>(file);
  if (known?.fingerprint === fingerprint) return known.bundle;
  const bundle = make();
  write(folder, file, JSON.stringify({ fingerprint, bundle }));
  return bundle;
}

/** The same, asked for once in a process. */
export function cachedBundleOnce<T>(name: string, make: () => T): () => T {
  let bundle: T | undefined;
  return () => {
    bundle ??= cachedBundle(name, make);
    return bundle;
  };
}

interface Entry<T> {
  readonly fingerprint: string;
  readonly bundle: T;
}

function read<T>(file: string): Entry<T> | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** At once, since another process may be reading it. */
function write(folder: string, file: string, text: string): void {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch {
    return;
  }
}

function fingerprintOf(root: string): string {
  const hash = createHash("sha256");
  hash.update(compiler());
  for (const input of [...inputs, ...lockFilesIn(root)].filter((name) => existsSync(join(root, name))))
    for (const file of filesOf(root, input)) {
      const content = readFileSync(join(root, file));
      hash.update(`${file} ${content.length}\n`).update(content);
    }
  return hash.digest("base64");
}

function compiler(): Uint8Array {
  const manifest = createRequire(import.meta.url).resolve("esbuild/package.json");
  return readFileSync(manifest);
}

function filesOf(root: string, path: string): string[] {
  if (path.includes(".")) return [path];
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  return entries
    .flatMap((entry) =>
      entry.isDirectory() ? filesOf(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
    )
    .sort();
}
