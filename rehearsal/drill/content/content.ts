import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SiteConfig } from "../../../config";
import { urlStyleOf } from "../../../config/url-style";
import { isReachable, visitorPath } from "../../../facts/site/visitor-path";
import { isDocumentType } from "../../../release/classes/content-type";
import { type ScannedFile, scanFolder } from "../../../release/scan/scan";

/** What a site's buckets hold one after the other in a drill. */
export const stateNames = ["live", "next", "bad"] as const;
export type StateName = (typeof stateNames)[number];

/** A folder of content, as a release publishes it. */
export interface ContentState {
  readonly name: StateName;
  readonly folder: string;
  /** Pages that visitors open, with every asset that each loads, directly or through another. */
  readonly pages: readonly {
    readonly key: string;
    readonly path: string;
    readonly assets: readonly string[];
  }[];
}

/** The site's content, and what two further releases make of it. */
export interface DrillContent {
  readonly states: readonly ContentState[];
  close(): void;
}

/** At most so many pages are visited: the others are as these are. */
const mostPages = 200;

/**
 * The content of the site, a release after it with changed pages and a changed style sheet or script under a new name, and
 * a bad one, whose pages are an error message; or those of them that are named. @throws {OutlastError} for a folder that cannot be published
 */
export async function drillContent(
  folder: string,
  site: SiteConfig,
  names: readonly StateName[] = stateNames,
): Promise<DrillContent> {
  const root = mkdtempSync(join(tmpdir(), "outlast-drill-"));
  const { files } = await scanFolder(folder, site);
  const write = (state: StateName, changed: ReadonlyMap<string, { key: string; bytes: Uint8Array }>) => {
    const target = join(root, state);
    for (const { key, path } of files) {
      const file = changed.get(key) ?? { key, bytes: readFileSync(path) };
      mkdirSync(dirname(join(target, file.key)), { recursive: true });
      writeFileSync(join(target, file.key), file.bytes);
    }
    return target;
  };
  const states: ContentState[] = [];
  for (const name of names) {
    const written =
      name === "live" ? folder : write(name, name === "next" ? nextRelease(files) : badRelease(files));
    const scanned = name === "live" ? files : (await scanFolder(written, site)).files;
    states.push({ name, folder: written, pages: pagesOf(scanned, site) });
  }
  return { states, close: () => rmSync(root, { recursive: true, force: true }) };
}

function pagesOf(files: readonly ScannedFile[], site: SiteConfig): ContentState["pages"] {
  const urls = urlStyleOf(site);
  const byKey = new Map(files.map((file) => [file.key, file]));
  const { notFound, maintenance } = site.errorPages;
  const ownPages = [notFound, maintenance].map((path) => (path || "").replace(/^\//, ""));
  const pages = files.filter(
    ({ key, served }) =>
      isDocumentType(served.contentType) &&
      isReachable(key, urls) &&
      !ownPages.includes(key) &&
      !/^(404|maintenance)\.html$/.test(key),
  );
  return pages
    .toSorted((a, b) => a.level - b.level || a.key.length - b.key.length || (a.key < b.key ? -1 : 1))
    .slice(0, mostPages)
    .map(({ key }) => ({
      key,
      path: visitorPath(key, urls),
      assets: assetsOf(key, byKey).map((asset) => visitorPath(asset, urls)),
    }));
}

/** What a browser loads for a page: what it uses, and what that uses. */
function assetsOf(page: string, files: ReadonlyMap<string, ScannedFile>): readonly string[] {
  const found = new Set<string>();
  const open = [page];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const used of files.get(key)?.uses ?? []) {
      if (found.has(used) || used === page) continue;
      found.add(used);
      open.push(used);
    }
  }
  return [...found].sort();
}

const isText = (key: string) => /\.(html?|css|m?js|json|webmanifest)$/.test(key);
const isPage = ({ served }: ScannedFile) => isDocumentType(served.contentType);
const hashInName = /(?<=[.-])[0-9a-f]{8,64}(?=\.(?:css|m?js)$)/;

/** Every page says which release it is of, and the assets with a hash in their names get new bytes and new names. */
function nextRelease(files: readonly ScannedFile[]): ReadonlyMap<string, { key: string; bytes: Uint8Array }> {
  const renamed = new Map<string, string>();
  const texts = new Map(
    files.filter(({ key }) => isText(key)).map(({ key, path }) => [key, readFileSync(path, "utf8")]),
  );
  for (const [key, text] of texts) {
    const hash = hashInName.exec(key)?.[0];
    if (hash === undefined) continue;
    texts.set(key, `${text}\n/* the next release */\n`);
    renamed.set(
      hash,
      createHash("sha256")
        .update(texts.get(key) as string)
        .digest("hex")
        .slice(0, hash.length),
    );
  }
  const withNewNames = (text: string) =>
    [...renamed].reduce((out, [old, name]) => out.replaceAll(old, name), text);
  const changed = new Map<string, { key: string; bytes: Uint8Array }>();
  for (const file of files) {
    const text = texts.get(file.key);
    if (text === undefined) continue;
    const body = isPage(file) ? `${text}\n<!-- the next release -->\n` : text;
    changed.set(file.key, {
      key: withNewNames(file.key),
      bytes: new TextEncoder().encode(withNewNames(body)),
    });
  }
  return changed;
}

/** As a build does whose template has failed. */
function badRelease(files: readonly ScannedFile[]): ReadonlyMap<string, { key: string; bytes: Uint8Array }> {
  const page =
    '<!doctype html><html lang="en"><title>Error</title><p>Template error: page is not defined</p></html>\n';
  const bytes = new TextEncoder().encode(page);
  return new Map(files.filter(isPage).map(({ key }) => [key, { key, bytes }]));
}
