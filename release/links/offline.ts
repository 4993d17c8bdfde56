import { carriesHash } from "../classes/content-hash";
import { contentTypeOf, isScriptType } from "../classes/content-type";
import { cachedByManifest, precachedByJson, textsOfJson } from "./precache-lists";
import type { FileReferences } from "./references";
import type { Resolver } from "./resolve";
import type { WorkerText } from "./worker-script";

/** A file's part in the offline use of the site: a service worker, or what one takes its list or its code from. */
export type OfflineRole = "worker" | "list";

/** What a file is for offline use, and what that needs. */
export interface OfflineFile {
  readonly role: OfflineRole;
  /** Keys that have to be there before it is. */
  readonly uses: readonly string[];
  /** Those of them that it keeps for as long as it stays the same. */
  readonly precaches: readonly string[];
  /** What it precaches and the site has not, as written. */
  readonly missing: readonly string[];
  /** Keys that could be meant: as long as the bucket has one of them, the worker can be installed. */
  readonly holds: readonly string[];
  /** Of a worker: paths that it is registered for. Its own folder where nobody says so (Service Workers, section 3.4.3). */
  readonly scopes?: readonly string[];
}

interface ReadFile extends FileReferences {
  readonly key: string;
}

/** What service workers are called where their text does not tell: those that only import a vendor's script. */
const workerName = /(^|[/._-])(sw|service-?worker|ngsw-worker|OneSignalSDK\w*Worker)\.m?js$/i;

/** Lists that Angular's worker, older Workbox, and browsers of the time of application caches read. */
const listName = /(^|\/)(ngsw\.json|precache-manifest[\w.-]*\.js(on)?|[^/]+\.appcache)$/;

/**
 * Service workers and their lists among the files of a site: by registration, by what they do, and by the names that are
 * usual. What a page or a module loads as a script of its own is none of them: it goes up before the page.
 *
 * @param textOfList the text of a file that may be a list
 */
export async function offlineFiles(
  files: readonly ReadFile[],
  resolver: Resolver,
  textOfList: (key: string) => Promise<string>,
): Promise<ReadonlyMap<string, OfflineFile>> {
  const found = new Map<string, OfflineFile>();
  const registered = scopesByKey(files);
  const usedByOthers = usesOf(files.filter(({ worker }) => !worker?.isWorker));
  const workers = files.filter(
    ({ key, worker }) =>
      isScriptType(contentTypeOf(key)) &&
      !usedByOthers.has(key) &&
      (registered.has(key) || workerName.test(key) || (worker?.isWorker === true && !carriesHash(key))),
  );
  const parts = new Map(workers.map((worker) => [worker.key, partsOf(worker, files, resolver)]));
  const allParts = new Set([...workers, ...[...parts.values()].flat()]);
  const loaded = usesOf(files.filter((file) => !allParts.has(file)));
  for (const { key, uses } of workers) {
    const own = parts.get(key) as readonly ReadFile[];
    const all = merged(own.map(({ worker }) => precaches(key, worker, resolver)));
    const needed = [...uses, ...own.map((part) => part.key), ...all.uses].filter((used) => used !== key);
    const scopes = registered.get(key) ?? [`/${key.slice(0, key.lastIndexOf("/") + 1)}`];
    found.set(key, { role: "worker", ...all, uses: needed, scopes });
    // Browsers look for changes in what a worker imports, too: it is not there before the pages are.
    for (const part of own)
      if (!found.has(part.key) && !loaded.has(part.key) && !carriesHash(part.key))
        found.set(part.key, {
          ...nothing,
          role: "list",
          uses: [...part.uses, ...precaches(key, part.worker, resolver).uses],
        });
  }
  const mentioned = new Set(workers.flatMap(({ key }) => found.get(key)?.uses ?? []));
  for (const { key, worker } of files) {
    if (found.has(key) || loaded.has(key) || !(listName.test(key) || mentioned.has(key))) continue;
    const text = /\.(json|appcache)$/.test(key) ? listed(key, await textOfList(key)) : worker;
    const list = precaches(key, text, resolver);
    if (listName.test(key) || (text !== worker ? list.uses : (worker?.precached ?? [])).length > 0)
      found.set(key, { role: "list", ...list });
  }
  return found;
}

const nothing = { uses: [], precaches: [], missing: [], holds: [] } as const;

function usesOf(files: readonly ReadFile[]): ReadonlySet<string> {
  return new Set(files.flatMap(({ uses }) => uses));
}

function scopesByKey(files: readonly ReadFile[]): ReadonlyMap<string, readonly string[]> {
  const scopes = new Map<string, string[]>();
  for (const { key, scope = `/${key.slice(0, key.lastIndexOf("/") + 1)}` } of files.flatMap(
    ({ registers }) => registers ?? [],
  ))
    scopes.set(key, [...new Set([...(scopes.get(key) ?? []), scope])].sort());
  return scopes;
}

/** A worker, and the scripts that run as part of it. Whatever they name is relative to the worker. */
function partsOf(worker: ReadFile, files: readonly ReadFile[], resolver: Resolver): readonly ReadFile[] {
  const scripts = new Map(
    files.filter(({ key }) => isScriptType(contentTypeOf(key))).map((file) => [file.key, file]),
  );
  const parts = new Set<ReadFile>([worker]);
  for (const { uses, worker: text } of parts) {
    const imported = (text?.imported ?? []).map((url) => resolver.resolve(url, worker.key));
    for (const key of [...imported, ...uses]) {
      const part = scripts.get(key ?? "");
      if (part) parts.add(part);
    }
  }
  return [...parts];
}

function merged(lists: readonly Omit<OfflineFile, "role">[]): Omit<OfflineFile, "role"> {
  const all = (member: "uses" | "precaches" | "missing" | "holds") => [
    ...new Set(lists.flatMap((list) => list[member])),
  ];
  return { uses: all("uses"), precaches: all("precaches"), missing: all("missing"), holds: all("holds") };
}

function precaches(
  key: string,
  { precached, texts }: Pick<WorkerText, "precached" | "texts"> = { precached: [], texts: [] },
  resolver: Resolver,
): Omit<OfflineFile, "role"> {
  const resolved = (url: string) => (isPlace(url) ? resolver.resolve(url, key) : undefined);
  const keysOf = (urls: readonly string[]) =>
    urls
      .map(resolved)
      .filter((used) => used !== undefined)
      .filter((used) => used !== "missing" && used !== key);
  const missing = precached.filter((url) => resolved(url) === "missing");
  return {
    uses: keysOf([...texts, ...precached]),
    precaches: keysOf(precached),
    missing,
    holds: missing.map((url) => resolver.keyOf(url, key)).filter((held) => held !== undefined),
  };
}

/** Words are no places, though a page could be called like one. */
function isPlace(text: string): boolean {
  return text.length < 2048 && /[/.]/.test(text) && !/\s/.test(text);
}

function listed(key: string, text: string): Pick<WorkerText, "precached" | "texts"> {
  if (key.endsWith(".appcache")) return { precached: cachedByManifest(text), texts: [] };
  return { precached: precachedByJson(text), texts: textsOfJson(text) };
}
