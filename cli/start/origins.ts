import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { OriginClient } from "../../rehearsal/edge/ports";
import { FolderOrigin, HttpOrigin } from "../../rehearsal/server";
import { indexDocumentOf } from "./index-document";
import type { RehearsedSite } from "./site-source";
import { startError } from "./start-error";

/** What the options say about origins. */
export interface Origins {
  readonly clients: Map<string, OriginClient>;
  readonly http: HttpOrigin[];
  readonly folders: { readonly folder: string; readonly bucket: string }[];
}

/**
 * Reads `--origin <id>=<url or folder>`: a folder fills the bucket of an S3 origin, and is a server otherwise.
 * @throws {CliError} START_ORIGIN, START_NO_INDEX
 */
export function readOrigins(given: readonly string[], sites: readonly RehearsedSite[]): Origins {
  const out: Origins = { clients: new Map(), http: [], folders: [] };
  for (const text of given) addOrigin(out, text, sites);
  return out;
}

function addOrigin(out: Origins, text: string, sites: readonly RehearsedSite[]): void {
  const known = sites.flatMap(({ loaded, config }) =>
    loaded.distributions.flatMap((distribution) =>
      distribution.origins.map((origin) => ({ origin, distribution, loaded, config })),
    ),
  );
  const refuse = (problem: string) => startError("START_ORIGIN", `--origin ${text}: ${problem}`);
  const at = text.indexOf("=");
  const [id, target] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  const found = known.find(({ origin }) => origin.id === id);
  if (!found) {
    const ids = [...new Set(known.map(({ origin }) => origin.id))];
    throw refuse(`no origin has this id; there is ${ids.join(", ")}`);
  }
  if (/^https?:/i.test(target)) {
    if (!URL.canParse(target)) throw refuse("this is no URL");
    const client = new HttpOrigin(new URL(target));
    out.clients.set(id, client);
    out.http.push(client);
    return;
  }
  if (!statSync(target, { throwIfNoEntry: false })?.isDirectory())
    throw refuse(`there is no folder ${resolve(target)}`);
  const { origin, distribution, loaded, config } = found;
  const bucket = loaded.buckets.find(({ name }) => origin.domainName.startsWith(`${name}.s3`));
  if (bucket && config) throw refuse("this bucket holds what content.folder in the config names");
  const document = indexDocumentOf(distribution, origin, bucket);
  if (document !== undefined && !existsSync(join(target, document)))
    throw startError("START_NO_INDEX", `--origin ${text}: there is no ${document} in ${resolve(target)}`);
  if (bucket) out.folders.push({ folder: target, bucket: bucket.name });
  else out.clients.set(id, new FolderOrigin(target));
}
