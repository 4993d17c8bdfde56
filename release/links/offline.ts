import { carriesHash } from "../classes/content-hash";
import { contentTypeOf, isScriptType } from "../classes/content-type";
import type { FileReferences } from "./references";
import type { Resolver } from "./resolve";
import type { WorkerText } from "./worker-script";

/** A file's part in the offline use of the site: a service worker, or a list of what one precaches. */
export type OfflineRole = "worker" | "list";

/** What a file is for offline use, and what that needs. */
export interface OfflineFile {
  readonly role: OfflineRole;
  /** Keys that have to be there before it is. */
  readonly uses: readonly string[];
  /** What it precaches and the site has not, as written. */
  readonly missing: readonly string[];
  /** Keys that could be meant: as long as the bucket has one of them, the worker can be installed. */
  readonly holds: readonly string[];
}

interface ReadFile extends FileReferences {
  readonly key: string;
}

/** What service workers are called where their text does not tell: those that only import a vendor's script. */
const workerName = /(^|[/._-])(sw|service-?worker|ngsw-worker|OneSignalSDK\w*Worker)\.m?js$/i;

/** Lists that Angular's worker and older Workbox read. */
const listName = /(^|\/)(ngsw\.json|precache-manifest[\w.-]*\.js(on)?)$/;

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
  const loaded = new Set(files.flatMap(({ uses, worker }) => (worker?.isWorker ? [] : uses)));
  const registered = new Set(files.flatMap(({ registers }) => registers ?? []));
  const workers = files.filter(
    ({ key, worker }) =>
      isScriptType(contentTypeOf(key)) &&
      !loaded.has(key) &&
      (registered.has(key) || workerName.test(key) || (worker?.isWorker === true && !carriesHash(key))),
  );
  for (const { key, uses, worker } of workers) {
    const own = precaches(key, worker, resolver);
    found.set(key, { role: "worker", ...own, uses: [...uses, ...own.uses] });
  }
  const mentioned = new Set(workers.flatMap(({ key }) => found.get(key)?.uses ?? []));
  for (const { key, worker } of files) {
    if (found.has(key) || loaded.has(key) || !(listName.test(key) || mentioned.has(key))) continue;
    const text = key.endsWith(".json") ? { precached: [], texts: urlsIn(await textOfList(key)) } : worker;
    const list = precaches(key, text, resolver);
    if (listName.test(key) || (text !== worker ? list.uses : (worker?.precached ?? [])).length > 0)
      found.set(key, { role: "list", ...list });
  }
  return found;
}

function precaches(
  key: string,
  { precached, texts }: Pick<WorkerText, "precached" | "texts"> = { precached: [], texts: [] },
  resolver: Resolver,
): Omit<OfflineFile, "role"> {
  const resolved = (url: string) => (isPlace(url) ? resolver.resolve(url, key) : undefined);
  const missing = precached.filter((url) => resolved(url) === "missing");
  return {
    uses: [...texts, ...precached]
      .map(resolved)
      .filter((used) => used !== undefined)
      .filter((used) => used !== "missing" && used !== key),
    missing,
    holds: missing.map((url) => resolver.keyOf(url, key)).filter((held) => held !== undefined),
  };
}

/** Words are no places, though a page could be called like one. */
function isPlace(text: string): boolean {
  return text.length < 2048 && /[/.]/.test(text) && !/\s/.test(text);
}

/** Every text of a JSON document, names of members among them: Angular's `hashTable` is by URL. */
function urlsIn(text: string): string[] {
  const urls: string[] = [];
  try {
    JSON.parse(text, (name, value) => {
      urls.push(name);
      if (typeof value === "string") urls.push(value);
    });
  } catch {
    return [];
  }
  return urls;
}
