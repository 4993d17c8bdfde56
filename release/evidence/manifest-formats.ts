import { carriesHash } from "../classes/content-hash";

/** What a build tool says of one file that it has written. */
export interface BuiltFile {
  /** As the tool writes it: a path below its output folder, below the project, or a URL. */
  readonly output: string;
  /** What it was made of: paths or names. */
  readonly sources: readonly string[];
  /** The tool itself says whether the name has a hash; else that is what the name has beside its source's. */
  readonly hashed?: boolean;
}

/** What a manifest of one kind says; nothing where the document is of another kind. */
export type ManifestFormat = (document: unknown) => BuiltFile[];

type Members = Readonly<Record<string, unknown>>;

/** Logical name to name, as webpack-manifest-plugin, Parcel's reporters, gulp-rev and Propshaft write them. */
export const nameMap: ManifestFormat = (document) =>
  entriesOf(document).flatMap(([source, value]) => {
    const output = typeof value === "string" ? value : textOf(value, "digested_path");
    return output === undefined ? [] : [{ output, sources: [source] }];
  });

/** The same below a member: Create React App's `files`, Phoenix's `latest`, Django's `paths`, Sprockets' `assets`. */
export function nameMapIn(member: string): ManifestFormat {
  return (document) => nameMap(membersOf(document)[member]);
}

/** Vite's `build.manifest`: chunks by their source. */
export const viteManifest: ManifestFormat = (document) =>
  entriesOf(document).flatMap(([, chunk]) => {
    const sources = [textOf(chunk, "src"), textOf(chunk, "name")].filter((text) => text !== undefined);
    const file = textOf(chunk, "file");
    const own = file === undefined ? [] : [{ output: file, sources }];
    return [...own, ...listOf(chunk, "css").map((output) => ({ output, sources }))];
  });

/** webpack's stats: `info.immutable` is its word for a name with a content hash. */
export const webpackStats: ManifestFormat = (document) => [
  ...arrayOf(document, "assets").flatMap((asset) => {
    const output = textOf(asset, "name");
    const { immutable } = membersOf(membersOf(asset).info);
    return output === undefined ? [] : [{ output, sources: [], hashed: immutable === true }];
  }),
  // Gatsby writes this alone; a chunk's files are its own and those that it shares with others.
  ...entriesOf(membersOf(document).assetsByChunkName).flatMap(([chunk, files]) =>
    (Array.isArray(files) ? files : [files])
      .filter((file) => typeof file === "string")
      .map((output) => ({ output, sources: [chunk], hashed: /[-.][0-9a-f]{16,}\.\w+$/.test(output) })),
  ),
];

/** esbuild's metafile: a hash is eight of base32 that neither the entry point nor the one file it copies has. */
export const esbuildMetafile: ManifestFormat = (document) =>
  entriesOf(membersOf(document).outputs).map(([output, about]) => {
    const inputs = Object.keys(membersOf(membersOf(about).inputs));
    const entry = textOf(about, "entryPoint");
    const sources = entry === undefined ? (inputs.length === 1 ? inputs : []) : [entry];
    const hashed = /(^|[/._-])[A-Z2-7]{8}(\.\w+)+$/.test(output);
    return {
      output,
      sources,
      hashed: hashed && !sources.some((source) => stemOf(source) === stemOf(output)),
    };
  });

/** VitePress' `hashmap.json`: the hash of each page's script, and of its twin without static content. */
export const vitePressHashes: ManifestFormat = (document) =>
  entriesOf(document).flatMap(([page, hash]) =>
    typeof hash === "string" && page.endsWith(".md")
      ? [".js", ".lean.js"].map((end) => ({
          output: `assets/${page}.${hash}${end}`,
          sources: [],
          hashed: /^[\w-]{8}$/.test(hash),
        }))
      : [],
  );

/**
 * Whether the tool gave the file a name with a hash. Where it does not say so itself, the name is that of the source and
 * something that looks like a hash; a name that the source has already is the user's own.
 */
export function isNamedByContent({ hashed, output, sources }: BuiltFile): boolean {
  if (hashed !== undefined) return hashed;
  const name = nameOf(output);
  return sources.some((source) => {
    const stem = stemOf(source);
    if (nameOf(source) === name || !name.startsWith(stem)) return false;
    const rest = name.slice(stem.length);
    return /^[._~-]/.test(rest) && carriesHash(`name${rest}`);
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function stemOf(path: string): string {
  return nameOf(path).replace(/\.[^.]*$/, "");
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}

function entriesOf(value: unknown): [string, unknown][] {
  return Array.isArray(value) ? [] : Object.entries(membersOf(value));
}

function arrayOf(value: unknown, member: string): unknown[] {
  const list = membersOf(value)[member];
  return Array.isArray(list) ? list : [];
}

function listOf(value: unknown, member: string): string[] {
  return arrayOf(value, member).filter((text) => typeof text === "string");
}

function textOf(value: unknown, member: string): string | undefined {
  const text = membersOf(value)[member];
  return typeof text === "string" ? text : undefined;
}
