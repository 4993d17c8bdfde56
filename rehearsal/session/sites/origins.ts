import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { contentTypeOf } from "../../../release/classes/content-type";
import { bucketOf } from "../../assembly/origin-buckets";
import type { RehearsedSite } from "../../content/rehearsed-site";
import type { Distribution, Origin, OriginClient } from "../../edge";
import { FolderOrigin, HttpOrigin } from "../../server";
import { startError } from "../start-error";
import { indexDocumentOf } from "./index-document";
import { readOriginTarget } from "./origin-target";

/** What stands for origins of the sites of a moment. */
export interface OriginStandIns {
  readonly clients: ReadonlyMap<string, OriginClient>;
  /** Folders that stand for what is in a bucket. */
  readonly folders: readonly { readonly folder: string; readonly bucket: string }[];
}

/** One origin of one site, with what it is part of. */
interface KnownOrigin extends Pick<RehearsedSite, "loaded" | "config"> {
  readonly origin: Origin;
  readonly distribution: Distribution;
}

/** `--origin <id>=<url or folder>`: a folder fills the bucket of an S3 origin, and is a server otherwise. */
export class GivenOrigins {
  readonly #texts: readonly string[];
  /** By their URL: connections outlast a reload. */
  readonly #servers = new Map<string, HttpOrigin>();

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  /**
   * What they mean for these sites: of an edited file, an origin may read another bucket now, or none.
   * @throws {OutlastError} START_ORIGIN, START_NO_INDEX
   */
  of(sites: readonly RehearsedSite[]): OriginStandIns {
    const clients = new Map<string, OriginClient>();
    const folders: OriginStandIns["folders"][number][] = [];
    const given = new Set<string>();
    for (const text of this.#texts) {
      const refuse = (problem: string) => startError("START_ORIGIN", `--origin ${text}: ${problem}`);
      const { id, target, url } = readOriginTarget(text, refuse);
      const known = originOf(id, sites, refuse);
      if (given.has(id)) throw refuse("something stands for this origin already");
      given.add(id);
      if (url) {
        clients.set(id, this.#server(url));
        continue;
      }
      checkFolder(text, target, known, refuse);
      const bucket = bucketOf(known.origin, known.loaded.buckets)?.name;
      if (folders.some((folder) => folder.bucket === bucket))
        throw refuse(`something fills ${bucket} already`);
      if (bucket) folders.push({ folder: target, bucket });
      else clients.set(id, new FolderOrigin(target, contentTypeOf));
    }
    return { clients, folders };
  }

  /** Closes idle connections. */
  close(): void {
    for (const server of this.#servers.values()) server.close();
  }

  #server(url: URL): HttpOrigin {
    const server = this.#servers.get(url.href) ?? new HttpOrigin(url);
    this.#servers.set(url.href, server);
    return server;
  }
}

function originOf(
  id: string,
  sites: readonly RehearsedSite[],
  refuse: (problem: string) => Error,
): KnownOrigin {
  const known = sites.flatMap(({ loaded, config }) =>
    loaded.distributions.flatMap((distribution) =>
      distribution.origins.map((origin) => ({ origin, distribution, loaded, config })),
    ),
  );
  const found = known.find(({ origin }) => origin.id === id);
  if (found) return found;
  const ids = [...new Set(known.map(({ origin }) => origin.id))];
  throw refuse(`no origin has this id; there is ${ids.join(", ")}`);
}

function checkFolder(
  text: string,
  folder: string,
  { origin, distribution, loaded, config }: KnownOrigin,
  refuse: (problem: string) => Error,
): void {
  const bucket = bucketOf(origin, loaded.buckets);
  if (bucket && config) throw refuse("this bucket holds what content.folder in the config names");
  const document = indexDocumentOf(distribution, origin, bucket);
  if (document === undefined || existsSync(join(folder, document))) return;
  const below = origin.originPath && `; the origin reads below its origin_path ${origin.originPath}`;
  throw startError(
    "START_NO_INDEX",
    `--origin ${text}: there is no ${document} in ${resolve(folder)}${below}`,
  );
}
