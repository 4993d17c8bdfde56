import type { CacheMode, SiteConfig } from "../../config";
import { cacheModes, type PathCache } from "../../config/cache-mode";
import { namedDocuments } from "../../config/named-documents";
import { urlStyleOf } from "../../config/url-style";
import { visitorPath } from "../../facts/site/visitor-path";
import { type ReleaseProblem, releaseProblem } from "../errors";
import type { NameEvidence } from "../evidence/evidence";
import { isImmutable } from "../invalidation/edge-lifetime";
import type { OfflineRole } from "../links/offline";
import type { ObjectHeaders } from "../ports";
import type { NameHistory } from "../record/name-history";
import type { FileKind } from "../site-file";
import { immutableCacheControl, revalidatedCacheControl, workerCacheControl } from "./cache-control";
import { carriesHash } from "./content-hash";
import { isDocumentType, type Served } from "./content-type";
import { fileSettings, servedWith } from "./file-settings";
import { listsPages } from "./page-lists";

/** How one file is served. */
export interface FileClass {
  readonly kind: FileKind;
  readonly headers: ObjectHeaders;
  /** Why it is cached for so long and no longer, in words. */
  readonly why: string;
  readonly problem?: ReleaseProblem;
}

/** What is known of a file besides its name. */
export interface Classified {
  readonly key: string;
  readonly md5: string;
  readonly served: Served;
  /** Absent where nothing but its look says that the name changes with the bytes. */
  readonly evidence?: NameEvidence;
  /** A service worker, or a list of what one precaches. */
  readonly offline?: OfflineRole;
  /** A feed or a sitemap, by its bytes. */
  readonly isPageList?: boolean;
}

/** A classifier for the files of one site. */
export function classifier(site: SiteConfig, history: NameHistory) {
  const cacheOf = cachesOfKeys(site);
  const entries = entryKeys(site);
  const settingOf = fileSettings(site);
  return (file: Classified): FileClass => {
    const setting = settingOf(file.key);
    const found = byRules({ ...file, served: servedWith(file.served, setting) });
    const { cacheControl } = setting ?? {};
    if (setting === undefined || cacheControl === undefined) return found;
    if (file.offline !== undefined)
      return { ...found, problem: releaseProblem("RELEASE_WORKER_LIFETIME", file.key) };
    if (isImmutable(cacheControl) && history.hasCarriedOthers(file.key, file.md5))
      return { ...found, problem: releaseProblem("RELEASE_NAME_REUSED", file.key) };
    const { explicit } = cacheOf(file.key);
    const { problem, ...rest } = found;
    return {
      ...rest,
      ...(problem?.code === "RELEASE_NAME_REUSED" && { problem }),
      headers: { ...found.headers, cacheControl },
      why: `the config says so of ${setting.glob}`,
      ...(explicit !== undefined && {
        problem: releaseProblem("RELEASE_LIFETIME_TWICE", `${file.key}: ${setting.glob} and ${explicit}`),
      }),
    };
  };

  function byRules({ key, md5, served, evidence, offline, isPageList = false }: Classified): FileClass {
    if (offline !== undefined)
      return {
        kind: "worker",
        headers: { ...served, cacheControl: workerCacheControl },
        why: whyWorker[offline],
      };
    const document = isDocumentType(served.contentType);
    const last = entries.has(key) || isPageList || listsPages(key, served.contentType);
    const kind = last ? "entry" : document ? "document" : "asset";
    const { explicit, mode } = cacheOf(key);
    const short = {
      kind,
      headers: { ...served, cacheControl: revalidatedCacheControl(mode, document) },
    } as const;
    if (document) return { ...short, why: "a page changes under its name" };
    const promise = promiseOf(key, mode, explicit, evidence);
    if (promise === undefined || history.hasCarriedOthers(key, md5)) {
      const reused = promise !== undefined || history.wasPromised(key, md5);
      return {
        ...short,
        why: promise ? "the name has carried other bytes" : whyShort(mode, explicit),
        ...(reused && { problem: releaseProblem("RELEASE_NAME_REUSED", key) }),
        ...(!reused && mode.mode === "immutable" && { problem: releaseProblem("RELEASE_NOT_HASHED", key) }),
      };
    }
    return { kind, headers: { ...served, cacheControl: immutableCacheControl }, why: promise };
  }
}

const whyWorker = {
  worker: "a service worker: an old one would keep old pages",
  list: "a service worker takes from it which pages to keep, or its own code",
} as const;

/**
 * How a file's path is cached. CloudFront fetches an error page while a visitor waits, perhaps in an outage: where the
 * config does not name its path, an edge that has a copy shows that one, and asks afterwards.
 */
export function cachesOfKeys(site: SiteConfig): (key: string) => PathCache {
  const cacheOf = cacheModes(site);
  const urls = urlStyleOf(site);
  const errorPages = new Set(
    namedDocuments(site).flatMap(({ key, path }) => (path[0] === "errorPages" ? key : [])),
  );
  return (key) => {
    const found = cacheOf(visitorPath(key, urls));
    if (!errorPages.has(key) || found.explicit !== undefined || found.mode.mode === "immutable") return found;
    const staleWhileRevalidate = Math.max(found.mode.staleWhileRevalidate, errorPageWindow);
    return { mode: { ...found.mode, staleWhileRevalidate } };
  };
}

/** A day. Seconds. */
const errorPageWindow = 86_400;

/** The documents behind `/` and behind errors, which go up last. */
export function entryKeys(site: Pick<SiteConfig, "content" | "errorPages">): ReadonlySet<string> {
  return new Set(namedDocuments(site).map(({ key }) => key));
}

/** Why a year may be promised for a name. What the config says of its path comes first, either way. */
function promiseOf(
  key: string,
  { mode }: CacheMode,
  explicit: string | undefined,
  evidence: NameEvidence | undefined,
): string | undefined {
  if (mode !== "immutable") return explicit === undefined ? evidence : undefined;
  return (
    evidence ?? (carriesHash(key) ? `the config calls ${explicit ?? "every path"} immutable` : undefined)
  );
}

function whyShort({ mode }: CacheMode, explicit: string | undefined): string {
  if (mode === "immutable")
    return `the config calls ${explicit ?? "every path"} immutable, the name has no hash`;
  if (explicit !== undefined) return `the config calls ${explicit} ${mode}`;
  return "nothing proves that the name changes with the bytes";
}
