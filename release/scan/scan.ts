import { readFileSync, statSync } from "node:fs";
import { readFile as readWhole } from "node:fs/promises";
import type { SiteConfig } from "../../config";
import { netlifyFiles, netlifyFindings } from "../../config/netlify";
import { urlStyleOf } from "../../config/url-style";
import { longestInlineHashes } from "../../facts/site/inline-hashes";
import { isReachable } from "../../facts/site/visitor-path";
import { decodedText } from "../classes/charset";
import { entryKeys } from "../classes/classify";
import { isDocumentType, readableBytes, type Served, servedAs } from "../classes/content-type";
import { isPageList } from "../classes/page-lists";
import type { ScriptsAsked } from "../csp/script-tally";
import { CspTally } from "../csp/tally";
import { type ReleaseProblem, releaseErrors, releaseProblem } from "../errors";
import { type FolderEvidence, folderEvidence, type NameEvidence } from "../evidence/evidence";
import { DeadLinks } from "../links/dead-links";
import { ImportMaps } from "../links/import-map";
import { type OfflineRole, offlineFiles } from "../links/offline";
import {
  type FileReferences,
  hasReferences,
  noReferences,
  readReferences,
  withImports,
} from "../links/references";
import { createResolver, type Resolver } from "../links/resolve";
import { levels } from "../order/levels";
import { pooled } from "../pool";
import type { Digests, Progress } from "../ports";
import { digestFile, makeRoom, readHead, wholeFile } from "./digest";
import { caseCollisions } from "./key-problems";
import { type FoundFile, unreadable, walkFolder } from "./walk";

/** S3's bound for one part (S3 API, PutObject). Bytes. */
const largestFile = 5 * 1024 ** 3;

/** How many files are open at once: disks answer better to a few. */
const readers = 16;

/** A file of the folder as one moment had it. */
export interface ScannedFile extends Digests {
  readonly key: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** How visitors get it. */
  readonly served: Served;
  readonly uses: readonly string[];
  readonly level: number;
  /** Why its name is known to change with its bytes, where it is. */
  readonly evidence?: NameEvidence;
  /** Its part in the offline use of the site. */
  readonly offline?: OfflineRole;
  readonly isPageList?: boolean;
  readonly holds?: readonly string[];
  readonly precaches?: readonly string[];
  /** Of a service worker: the paths that it is registered for. */
  readonly scopes?: readonly string[];
}

export interface Scan {
  readonly files: readonly ScannedFile[];
  readonly warnings: readonly ReleaseProblem[];
  /** What scripts would meet of the policy, those that `isChanged` says are new: others are not read. */
  scriptProblems(isChanged: ScriptsAsked["isChanged"]): readonly ReleaseProblem[];
}

/**
 * Reads the folder once: digests of every file, references of pages, style sheets, scripts and web app manifests.
 *
 * @throws {OutlastError} with everything that keeps the folder from being released
 */
export async function scanFolder(folder: string, site: SiteConfig, progress?: Progress): Promise<Scan> {
  const { files: walked, problems } = await walkFolder(folder);
  const found = site.content.netlifyFiles ? walked.filter(({ key }) => !netlifyFiles.has(key)) : walked;
  const keys = new Set(found.map(({ key }) => key));
  const urls = urlStyleOf(site);
  const deadLinks = new DeadLinks(site, keys);
  const resolver = createResolver(site, (key) => keys.has(key), deadLinks);
  const all = [...problems];
  all.push(...(await netlifyProblems(site, walked)));
  const { indexDocument } = site.content;
  if (keys.size > 0 && !keys.has(indexDocument)) all.push(releaseProblem("RELEASE_NO_INDEX", indexDocument));
  const maps = new ImportMaps();
  const evidence = folderEvidence(folder, keys);
  const tally = new CspTally(site);
  const read = await pooled(found, readers, (file) => readFile(file, resolver, maps, evidence, tally));
  const online: ReadFile[] = [];
  for (const file of read) {
    if ("code" in file) all.push(file);
    else if (file.imports.length === 0) online.push(file);
    else online.push({ ...file, ...withImports(file.key, file, resolver, maps) });
  }
  if (all.length > 0) throw releaseErrors(all);

  const files = await withOfflineRoles(online, resolver);
  const places = new Map(files.map(({ key }, index) => [key, index]));
  const level = levels(files.length, documentLinks(files, places, entryKeys(site)));
  progress?.report({
    type: "scanned",
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  });
  const scanned = files.map((file, index): ScannedFile => {
    const { key, path, md5, sha256, size, modified, served, uses } = file;
    const { evidence, isPageList, offline, holds, precaches, scopes } = file;
    return {
      ...{ key, path, md5, sha256, size, modified, served, uses, level: level[index] as number },
      ...(evidence && { evidence }),
      ...(isPageList && { isPageList }),
      ...(offline && { offline, holds, precaches, scopes }),
    };
  });
  return {
    files: scanned,
    scriptProblems: (isChanged) =>
      tally.scripts.problems({
        isChanged,
        textOf: (key) => textOf(scanned[places.get(key) as number] as ScannedFile),
      }),
    warnings: [
      ...missingErrorPages(keys, site),
      ...caseCollisions(found.map(({ key }) => key)),
      ...found
        .filter(({ key }) => !isReachable(key, urls))
        .map(({ key }) => releaseProblem("RELEASE_UNREACHABLE", key)),
      ...files
        .filter(({ contradiction }) => contradiction !== undefined)
        .map(({ contradiction, key }) =>
          releaseProblem("RELEASE_TYPE_CONTRADICTED", `${key}: ${contradiction}`),
        ),
      ...deadLinks.problems(),
      ...tally.problems(),
      ...files.flatMap(({ key, missing }) =>
        missing.map((reference) => releaseProblem("RELEASE_REFERENCE_MISSING", `${key}: ${reference}`)),
      ),
    ],
  };
}

/** What of the build's `_redirects` and `_headers` the next deployment could not honour. */
async function netlifyProblems(site: SiteConfig, walked: readonly FoundFile[]): Promise<ReleaseProblem[]> {
  if (!site.content.netlifyFiles) return [];
  const texts = new Map<string, string>();
  for (const { key, path } of walked)
    if (netlifyFiles.has(key)) texts.set(key, await readWhole(path, "utf8"));
  const documents = walked.map(({ key }) => key);
  return netlifyFindings(site, (name) => texts.get(name), documents).map(({ mend, rule, value }) => ({
    ...releaseProblem("RELEASE_NETLIFY_FILE", String(value)),
    ...{ rule, mend },
  }));
}

type ReadFile = Omit<ScannedFile, "level"> & FileReferences & { readonly contradiction?: string };

/** Service workers and their lists, after what they precache. */
async function withOfflineRoles(
  files: readonly ReadFile[],
  resolver: Resolver,
): Promise<readonly ReadFile[]> {
  const byKey = new Map(files.map((file) => [file.key, file]));
  const offline = await offlineFiles(files, resolver, async (key) => {
    const file = byKey.get(key) as ReadFile;
    return (file.size > wholeFile ? undefined : textOf(file)) ?? "";
  });
  if (offline.size === 0) return files;
  return files.map((file) => {
    const found = offline.get(file.key);
    if (found === undefined) return file;
    const { holds, missing, precaches, role, scopes, uses } = found;
    return {
      ...file,
      uses: [...new Set(uses)].sort(),
      missing: [...file.missing, ...missing],
      offline: role,
      ...(holds.length > 0 && { holds }),
      ...(precaches.length > 0 && { precaches: [...new Set(precaches)].sort() }),
      ...(scopes && { scopes }),
    };
  });
}

async function readFile(
  { key, path }: FoundFile,
  resolver: Resolver,
  maps: ImportMaps,
  evidence: FolderEvidence,
  tally: CspTally,
): Promise<ReadFile | ReleaseProblem> {
  try {
    const before = statSync(path);
    const { size } = before;
    if (size > largestFile) return releaseProblem("RELEASE_FILE_TOO_LARGE", `${key} (${size} bytes)`);
    const digested = await digestFile(path, before);
    if (digested === undefined) return releaseProblem("RELEASE_FILE_CHANGED", key);
    const { bytes, ...file } = digested;
    const head = bytes ?? (await readHead(path));
    const visitors = servedAs(key, head, bytes !== undefined);
    const { contentType: type } = visitors.served;
    const isRead = (length: number) => hasReferences(key, type, length);
    const unpacked = isRead(size)
      ? readableBytes(key, visitors.served, bytes ?? (await readWhole(path)))
      : undefined;
    const text = unpacked && isRead(unpacked.length) ? unpacked : undefined;
    const { inlineHashes, ...references } =
      text === undefined ? noReferences : await readReferences(key, type, text, resolver, maps, tally);
    if (inlineHashes !== undefined && inlineHashes.length > longestInlineHashes)
      return releaseProblem("RELEASE_HASHES_TOO_LONG", `${key} (${inlineHashes.length} bytes of hashes)`);
    const proof = await evidence.of(key, file, bytes);
    if (bytes !== undefined) makeRoom(bytes);
    return {
      key,
      path,
      ...file,
      ...visitors,
      ...(inlineHashes && { served: { ...visitors.served, inlineHashes } }),
      ...references,
      ...(isPageList(type, head) && { isPageList: true }),
      ...(proof !== undefined && { evidence: proof }),
    };
  } catch (error) {
    return unreadable(key, error);
  }
}

/** As browsers read it; undefined where it has gone, or cannot be unpacked. */
function textOf({ key, path, served }: Pick<ScannedFile, "key" | "path" | "served">): string | undefined {
  try {
    const bytes = readableBytes(key, served, readFileSync(path));
    return bytes && decodedText(served.contentType, bytes);
  } catch {
    return undefined;
  }
}

function missingErrorPages(keys: ReadonlySet<string>, site: SiteConfig): ReleaseProblem[] {
  return [...entryKeys(site)]
    .filter((key) => key !== site.content.indexDocument && !keys.has(key))
    .map((key) => releaseProblem("RELEASE_NO_ERROR_PAGE", key));
}

/** Documents that a document links to or frames; entry documents go up last, whoever links to them. */
function documentLinks(
  files: readonly ReadFile[],
  places: ReadonlyMap<string, number>,
  entries: ReadonlySet<string>,
): (node: number) => readonly number[] {
  const documents = files.map(({ key, served }) => isDocumentType(served.contentType) && !entries.has(key));
  const targets = files.map(({ links, uses }, index) =>
    documents[index]
      ? [...links, ...uses]
          .map((key) => places.get(key))
          .filter((place) => place !== undefined && documents[place] === true)
      : [],
  );
  return (node) => targets[node] as number[];
}
