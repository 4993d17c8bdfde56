import { createHash } from "node:crypto";
import fc from "fast-check";

/** What decides a random site: how often each piece has changed, what uses what, and which names carry a hash. */
export interface SiteSeed {
  readonly images: readonly Piece[];
  readonly sheets: readonly Piece[];
  readonly pages: readonly Piece[];
  /** Whether it has a service worker, and how that is written. */
  readonly worker: "none" | "workbox" | "angular" | "by hand";
}

interface Piece {
  /** Absent from the site. */
  readonly absent: boolean;
  readonly hashed: boolean;
  readonly content: number;
  /** Bits: which of the pieces below it uses. */
  readonly uses: number;
}

const piece = fc.record({
  absent: fc.boolean(),
  hashed: fc.boolean(),
  content: fc.nat(2),
  uses: fc.nat(255),
});

export const siteSeed: fc.Arbitrary<SiteSeed> = fc.record({
  images: fc.array(piece, { minLength: 3, maxLength: 3 }),
  sheets: fc.array(piece, { minLength: 3, maxLength: 3 }),
  pages: fc.array(piece, { minLength: 3, maxLength: 3 }),
  worker: fc.constantFrom("none", "workbox", "angular", "by hand"),
});

/** The files of a site: images, style sheets that use images and sheets, pages that use both and frame each other. */
export function siteOf(seed: SiteSeed): Record<string, string> {
  const files: Record<string, string> = {};
  const below: string[] = [];
  const add = (name: string, extension: string, { hashed }: Piece, text: string) => {
    const hash = md5Of(text).slice(0, 8);
    const key = hashed ? `assets/${name}.${hash}.${extension}` : `assets/${name}.${extension}`;
    files[key] = text;
    below.push(key);
  };
  const used = ({ uses }: Piece) => below.filter((_, at) => (uses >> at) & 1);
  for (const [at, image] of seed.images.entries()) {
    if (!image.absent) add(`image${at}`, "png", image, `image ${at} ${image.content}`);
  }
  for (const [at, sheet] of seed.sheets.entries()) {
    const rules = used(sheet).map((key) =>
      key.endsWith(".css") ? `@import "/${key}";` : `a{b:url(/${key})}`,
    );
    if (!sheet.absent) add(`sheet${at}`, "css", sheet, `/* ${sheet.content} */${rules.join("")}`);
  }
  for (const [at, page] of seed.pages.entries()) {
    const key = at === 0 ? "index.html" : `page${at}/index.html`;
    if (at > 0 && page.absent) continue;
    const loads = used(page).map((target) =>
      target.endsWith(".css") ? `<link rel=stylesheet href="/${target}">` : `<img src="/${target}">`,
    );
    files[key] = `<p>${page.content}</p>${loads.join("")}<a href="/page1/">one</a><a href="/page2/">two</a>`;
  }
  return { ...files, ...workerOf(seed.worker, files) };
}

/** A service worker that precaches all of it, and says of which bytes. */
function workerOf(kind: SiteSeed["worker"], files: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(files).map(([key, text]) => ({ url: `/${key}`, revision: md5Of(text) }));
  const listens = 'self.addEventListener("install", (event) => event.waitUntil(fill()));';
  if (kind === "none") return {};
  if (kind === "workbox")
    return { "sw.js": `self.skipWaiting(); precacheAndRoute(${JSON.stringify(entries)});` };
  if (kind === "angular")
    return {
      "ngsw-worker.js": `${listens} const fill = () => fetch("ngsw.json");`,
      "ngsw.json": JSON.stringify({
        assetGroups: [{ urls: entries.map(({ url }) => url) }],
        hashTable: Object.fromEntries(entries.map(({ revision, url }) => [url, revision])),
      }),
    };
  const pairs = entries.map(({ revision, url }) => `["${url}", "${revision}"]`);
  return {
    "offline.js": `const all = [${pairs.join(", ")}]; const fill = () => Promise.all(all.map(keep)); ${listens}`,
  };
}

/** What a worker, or its list, would precache: keys and digests, read by other means than the release's. */
export function precachedBy(text: string): { readonly key: string; readonly revision: string }[] {
  const pairs = text.matchAll(/"\/([^"]+)"(?:,\s?"revision")?[:,]\s?"([0-9a-f]{32})"/g);
  return [...pairs].map(([, key, revision]) => ({ key: key as string, revision: revision as string }));
}

export function md5Of(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** What a generated file loads, read by other means than the release's. */
export function loadedBy(text: string): string[] {
  return [...text.matchAll(/(?:href=|src=|@import )"\/(assets\/[^"]+)"|url\(\/([^)]+)\)/g)].map(
    ([, quoted, bare]) => (quoted ?? bare) as string,
  );
}
