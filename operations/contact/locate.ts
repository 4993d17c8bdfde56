import { existsSync } from "node:fs";
import type { DeploymentConfig, SiteConfig } from "../../config";
import { bucketNames } from "../../config/names";
import { OutlastError } from "../../errors/outlast-error";
import { identifyCaller, refuseOtherAccount } from "../caller";
import { operationsError } from "../errors";
import { outputsIn, readJson, readSiteOutputs, stackFolder } from "../outputs";
import { stateOutputs } from "./remote-state";
import { isSheet, type KnownSite, parseSheet } from "./sheet";
import { findSheet, type Read, type Shelf, sheetIn } from "./shelf";

/** A site of this folder. */
export interface OwnSite {
  readonly site: SiteConfig;
  /** As site.config.ts has it. */
  readonly definition: unknown;
}

export interface LocateOptions {
  /** The site's name, or a host of it; it is looked for in the account where this folder has no such site. */
  readonly name?: string;
  /** A file with Terraform's outputs, or a contact sheet. */
  readonly file?: string;
  /** The site of this folder that is meant. */
  readonly own?: OwnSite;
  /** Where the state is, if that is a bucket: a fresh clone has no synthesized stack to ask. */
  readonly deployment?: DeploymentConfig;
  /** Names of the sites that this folder has, for the message. */
  readonly others?: readonly string[];
  /** Whether Terraform's state goes before the sheet, for whoever writes the sheet anew. @default false */
  readonly renewing?: boolean;
}

/** Milliseconds that STS has for itself, before buckets are asked which are only wanted where it is silent. */
const headStart = 500;

/**
 * Where a deployed site is: from a file, from its contact sheet in either bucket, or from Terraform's state. Who asks is
 * looked at first: nobody is told to deploy a site who has no credentials to see it.
 *
 * @throws {OutlastError} CREDENTIALS_*, AWS_SILENT, or what is wrong with what was found
 */
export async function locateSite(options: LocateOptions): Promise<KnownSite> {
  const given = options.file === undefined ? undefined : fromFile(options.file, options.own);
  const region = (given ?? options.own)?.site.regions.replica ?? process.env.AWS_REGION ?? "us-west-2";
  const read = onceAsked(() => look(options, given, region));
  const early = setTimeout(() => void read(), isSpare(options, given) ? headStart : 0);
  const [caller] = await Promise.allSettled([identifyCaller(region)]);
  clearTimeout(early);
  if (caller.status === "rejected") {
    if (options.own === undefined && given === undefined) throw nowhere(options, caller.reason);
    // Buckets that answer make up for a silent STS; wrong credentials are wrong for all.
    const answered = async () => (await read().catch(() => undefined))?.answered === true;
    if (codeOf(caller.reason) !== "AWS_SILENT" || !(await answered())) throw caller.reason;
  }
  const known = given ?? (await chosen(options, read));
  if (caller.status === "fulfilled")
    refuseOtherAccount(caller.value, known.site.name, known.outputs.distribution.arn);
  return known;
}

/** Asks the site's buckets; those of a given file only whether they answer. */
async function look(
  { name, others = [], own }: LocateOptions,
  given: KnownSite | undefined,
  region: string,
): Promise<Read> {
  if (given) return { answered: (await sheetIn(Object.values(given.outputs.buckets))).answered };
  if (own) return sheetIn(shelvesOf(own.site));
  return { answered: true, known: await findSheet(name ?? "", region, others) };
}

/** Whether all is known, or nearly so, without the site's buckets. */
function isSpare({ own, renewing = false }: LocateOptions, given: KnownSite | undefined): boolean {
  return given !== undefined || (own !== undefined && renewing);
}

/** Work that is begun when it is first asked for. Whoever asks hears of its failure, and nobody else. */
function onceAsked<T>(work: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | undefined;
  return () => {
    if (begun === undefined) {
      begun = work();
      begun.catch(() => undefined);
    }
    return begun;
  };
}

async function chosen(options: LocateOptions, read: () => Promise<Read>): Promise<KnownSite> {
  const { deployment, name, own } = options;
  const found = isSpare(options, undefined) ? undefined : (await read()).known;
  if (found !== undefined) return { ...found, ...own };
  if (own === undefined) throw operationsError("SITE_NOWHERE", `there is no contact sheet of ${name}`);
  try {
    const site = own.site.name;
    const isFresh = deployment?.bootstrapped === true && !existsSync(stackFolder(site));
    const outputs = isFresh ? await stateOutputs(deployment, site) : await readSiteOutputs({ site });
    return { ...own, outputs };
  } catch (error) {
    if (!(error instanceof OutlastError)) throw error;
    const { known } = await read();
    if (known === undefined) throw error;
    return { ...known, ...own };
  }
}

function shelvesOf(site: SiteConfig): readonly Shelf[] {
  const { primary, replica } = bucketNames(site);
  return [
    { name: primary, region: site.regions.primary },
    { name: replica, region: site.regions.replica },
  ];
}

/** The config of this folder goes before that of a sheet: it is what a person is looking at. */
function fromFile(file: string, own: OwnSite | undefined): KnownSite {
  const json = readJson(file);
  if (isSheet(json)) return { ...parseSheet(json, file), ...own };
  if (own === undefined)
    throw operationsError("SHEET_SHAPE", `${file} is no contact sheet, and no site of this folder is meant`);
  return { ...own, outputs: outputsIn(json, file, own.site.name) };
}

/** A name that was mistyped is no matter of credentials, where there are none. */
function nowhere({ name, others = [] }: LocateOptions, { value = "unknown" }: { readonly value?: string }) {
  const here = others.length === 0 ? "" : ` (${others.join(", ")})`;
  const elsewhere = `the account cannot be asked for another: ${value}`;
  return operationsError("SITE_NOWHERE", `no site of this folder${here} is ${name}, and ${elsewhere}`);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof OutlastError ? error.code : undefined;
}
