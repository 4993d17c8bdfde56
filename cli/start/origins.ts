import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { OriginClient } from "../../rehearsal/edge/ports";
import { FolderOrigin, HttpOrigin } from "../../rehearsal/server";
import type { RehearsedSite } from "./site-source";
import { startError } from "./start-error";

/** What the options say about origins. */
export interface Origins {
  readonly clients: Map<string, OriginClient>;
  readonly http: { readonly client: HttpOrigin }[];
  readonly folders: { readonly folder: string; readonly bucket: string }[];
}

/**
 * Reads `--origin <id>=<url or folder>`: a folder fills the bucket of an S3 origin, and is a server otherwise.
 * @throws {CliError} START_ORIGIN
 */
export function readOrigins(given: readonly string[], site: RehearsedSite): Origins {
  const out: Origins = { clients: new Map(), http: [], folders: [] };
  for (const text of given) addOrigin(out, text, site);
  return out;
}

function addOrigin(out: Origins, text: string, { loaded, config }: RehearsedSite): void {
  const known = loaded.distributions.flatMap(({ origins }) => origins);
  const refuse = (problem: string) => startError("START_ORIGIN", `--origin ${text}: ${problem}`);
  const at = text.indexOf("=");
  const [id, target] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  const origin = known.find((one) => one.id === id);
  if (!origin) throw refuse(`no origin has this id; there is ${known.map((one) => one.id).join(", ")}`);
  if (/^https?:/i.test(target)) {
    if (!URL.canParse(target)) throw refuse("this is no URL");
    const client = new HttpOrigin(new URL(target));
    out.clients.set(id, client);
    out.http.push({ client });
    return;
  }
  if (!statSync(target, { throwIfNoEntry: false })?.isDirectory())
    throw refuse(`there is no folder ${resolve(target)}`);
  const bucket = loaded.buckets.find(({ name }) => origin.domainName.startsWith(`${name}.s3`));
  if (bucket && config) throw refuse("this bucket holds what content.folder in the config names");
  if (bucket) out.folders.push({ folder: target, bucket: bucket.name });
  else out.clients.set(id, new FolderOrigin(target));
}
