import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  esbuildMetafile,
  isNamedByContent,
  type ManifestFormat,
  nameMap,
  nameMapIn,
  viteManifest,
  vitePressHashes,
  webpackStats,
} from "./manifest-formats";

/** What the manifests of build tools are called, and what may be in a file of that name. */
const known: readonly (readonly [name: RegExp, formats: readonly ManifestFormat[]])[] = [
  [/^(asset-?manifest|assets-manifest|rev-manifest|parcel-manifest)\.json$/, [nameMap, nameMapIn("files")]],
  [/^manifest\.json$/, [nameMap, viteManifest]],
  [/^((webpack[.-])?stats|meta|metafile|esbuild-meta(file)?)\.json$/, [webpackStats, esbuildMetafile]],
  [/^\.manifest\.json$/, [nameMap]],
  [/^\.sprockets-manifest-[\w-]+\.json$/, [nameMapIn("assets")]],
  [/^cache_manifest\.json$/, [nameMapIn("latest")]],
  [/^staticfiles\.json$/, [nameMapIn("paths")]],
  [/^hashmap\.json$/, [vitePressHashes]],
];

/** Larger ones are not read: statistics of a build can be as large as what it has read. Bytes. */
const largest = 64 * 1024 * 1024;

/**
 * Files of a folder that a build tool's manifest says are named by their content, with the manifest's name. Manifests
 * are looked for in the folder, in the folders right below it (`.vite` among them), and beside it.
 */
export function namedByManifests(root: string, keys: ReadonlySet<string>): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const folder of [root, ...foldersIn(root), dirname(root)])
    for (const name of filesIn(folder)) {
      const formats = known.find(([pattern]) => pattern.test(name))?.[1];
      if (formats === undefined) continue;
      const document = readJson(join(folder, name));
      const shown = folder === root || folder === dirname(root) ? name : `${basename(folder)}/${name}`;
      for (const file of formats.flatMap((format) => format(document))) {
        const key = isNamedByContent(file) ? keyOf(file.output, basename(folder), keys) : undefined;
        if (key !== undefined && !named.has(key)) named.set(key, shown);
      }
    }
  return named;
}

/**
 * The file of the site that a tool means: it may count from the manifest's folder, its output folder, the project, or the
 * site's address. Its name has a hash, so that another file of the same name is a copy.
 */
function keyOf(output: string, folder: string, keys: ReadonlySet<string>): string | undefined {
  let path = output.replace(/^(https?:)?\/\/[^/]*/, "").replace(/^(\.{0,2}\/)+/, "");
  if (keys.has(`${folder}/${path}`)) return `${folder}/${path}`;
  while (!keys.has(path)) {
    const slash = path.indexOf("/");
    if (slash < 0) return undefined;
    path = path.slice(slash + 1);
  }
  return path;
}

/** What is no JSON, or too large, says nothing. */
function readJson(path: string): unknown {
  try {
    return statSync(path).size > largest ? undefined : JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
}

function filesIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
