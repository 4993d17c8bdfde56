import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import type { SiteConfig } from "../../config";
import { OutlastError } from "../../errors/outlast-error";
import type { Side } from "../../facts/site/switch";
import type { ObjectStore } from "../../release";
import { retryingStore } from "../../release/engine/retrying-store";
import { pooled } from "../../release/pool";
import type { Clock } from "../../release/ports";
import type { Manifest } from "../../release/record/manifest";
import { readManifest, readPointer } from "../../release/record/records";
import { operationsError } from "../errors";
import { mirroredSite } from "./answers";
import { type NginxOptions, nginxConfig } from "./nginx";
import { headersFile, redirectsFile } from "./static-host";

export interface MirrorOptions {
  readonly site: SiteConfig;
  readonly stores: Readonly<Record<Side, ObjectStore>>;
  /** The region to read. @default - the primary, and the replica where that does not answer */
  readonly from?: Side;
  /** A folder that is not there yet, or whose `site/` is not. */
  readonly folder: string;
  readonly nginx: Pick<NginxOptions, "listen"> & Partial<Pick<NginxOptions, "root">>;
  readonly clock: Clock;
  readonly note: (text: string) => void;
}

export interface Mirrored {
  readonly release: string;
  readonly from: Side;
  readonly files: number;
}

/** Files that are read at once. */
const width = 16;

/**
 * Writes the current release as any other host can serve it: below `site/` its files, with `_headers` and `_redirects`, and
 * beside it a configuration of nginx that answers as CloudFront does.
 *
 * @throws {OutlastError} MIRROR_NOTHING, MIRROR_BYTES, or what a release's record or S3 has against it
 */
export async function mirror(options: MirrorOptions): Promise<Mirrored> {
  const { folder, nginx, site } = options;
  const root = join(resolve(folder), "site");
  const { from, manifest } = await currentRelease(options, root);
  const mirrored = mirroredSite(site, manifest.files);
  const { domain } = site;
  const names = domain ? [domain.name, ...(domain.aliases ?? [])] : [];
  await mkdir(root, { recursive: true });
  await writeFile(join(root, "_redirects"), redirectsFile(site));
  await writeFile(join(root, "_headers"), headersFile(mirrored));
  await writeFile(join(folder, "nginx.conf"), nginxConfig(mirrored, { root, names, ...nginx }));
  return { release: manifest.id, from, files: manifest.files.length };
}

/** The files of the current release, from one region: a primary that fails on the way gives way to the replica. */
async function currentRelease(
  options: MirrorOptions,
  root: string,
): Promise<{ readonly from: Side; readonly manifest: Manifest }> {
  const { clock, note, stores } = options;
  const read = async (from: Side) => {
    const store = retryingStore(stores[from], { clock, random: Math.random });
    const { release } = await readPointer(store);
    if (release === undefined) throw operationsError("MIRROR_NOTHING", stores[from].name);
    const manifest = await readManifest(store, release);
    await pooled(manifest.files, width, (file) => writeMirrored(store, file, root));
    return { from, manifest };
  };
  if (options.from !== undefined) return read(options.from);
  try {
    return await read("primary");
  } catch (error) {
    if (!(error instanceof OutlastError) || error.code === "MIRROR_NOTHING") throw error;
    note(`the primary does not give the whole release (${error.value}); the replica is read`);
    await rm(root, { recursive: true, force: true });
    return read("replica");
  }
}

async function writeMirrored(
  store: ObjectStore,
  { key, sha256, versionId }: Manifest["files"][number],
  root: string,
): Promise<void> {
  const path = join(root, ...key.split("/"));
  if (!path.startsWith(root + sep)) throw operationsError("MIRROR_BYTES", `${key} leads out of the folder`);
  const { body } = await store.get(key, versionId);
  if (createHash("sha256").update(body).digest("hex") !== sha256)
    throw operationsError("MIRROR_BYTES", `${key} in ${store.name}`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, body);
}
