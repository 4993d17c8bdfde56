import { GetBucketLocationCommand, paginateListBuckets, type S3Client } from "@aws-sdk/client-s3";
import { OutlastError } from "../../errors/outlast-error";
import { awsRegions } from "../../facts/aws-regions";
import { recordKeys } from "../../facts/site/record-keys";
import { createS3Client } from "../../release/aws/clients";
import { S3Store } from "../../release/aws/s3-store";
import { pooled } from "../../release/pool";
import { StoreError } from "../../release/ports";
import { askingAws } from "../aws";
import { operationsError } from "../errors";
import { isNamed, type KnownSite, parseSheet } from "./sheet";

/** A bucket of a site, where its sheet lies. */
export interface Shelf {
  readonly name: string;
  readonly region: string;
}

/** What a bucket's name has in it, unless a config chose it: its role, or its region once the site was promoted. */
const siteBucket = new RegExp(`-(?:primary|replica|${awsRegions.join("|")})(?:-|$)`);

/** How many buckets are read at a time. */
const readAtOnce = 8;

/** Milliseconds that a region may take to give its sheet; the other one is asked at the same time. */
const patience = 4_000;

/** What the buckets of a site had to say. */
export interface Read {
  /** Whether any of them answered at all, were it that it has no sheet. */
  readonly answered: boolean;
  readonly known?: KnownSite;
}

/**
 * The sheet in either bucket, whichever has one first.
 * @throws {OutlastError} for a sheet that cannot be understood, where that is the only one
 */
export async function sheetIn(shelves: readonly Shelf[]): Promise<Read> {
  const { abort, silence } = silenceAfter(patience);
  try {
    const known = await Promise.any(shelves.map((shelf) => readShelf(shelf, silence)));
    return { answered: true, known };
  } catch (error) {
    const { errors } = error as AggregateError;
    const wrong = errors.find((one) => one instanceof OutlastError && !(one instanceof StoreError));
    if (wrong !== undefined) throw wrong;
    return { answered: errors.some((one) => one instanceof StoreError && one.kind !== "connection-lost") };
  } finally {
    abort();
  }
}

/**
 * The sheet of a site that this folder knows nothing of: the buckets of the account are looked through, those first whose
 * names begin with the site's, and last those whose names a config chose. A region that has said nothing is asked nothing
 * more: a site has a bucket in another one.
 *
 * @param region where the account's buckets are asked for; any region knows them all
 * @param others names of the folder's sites, for the message
 * @throws {OutlastError} SITE_NOWHERE
 */
export async function findSheet(name: string, region: string, others: readonly string[]): Promise<KnownSite> {
  const client = createS3Client(region);
  const names = await askingAws("list the buckets", "S3", () => bucketsOf(client));
  const nearness = (bucket: string) =>
    !siteBucket.test(bucket) ? "otherwise" : bucket.startsWith(`${name}-`) ? "near" : "by role";
  const silent = new Set<string>();
  for (const near of ["near", "by role", "otherwise"]) {
    const buckets = names.filter((bucket) => nearness(bucket) === near);
    const sheets = (await pooled(buckets, readAtOnce, (bucket) => sheetOf(client, bucket, silent))).filter(
      (one) => one !== undefined && isNamed(name, one.known),
    );
    const current = sheets.find((one) => !sheets.some((other) => other && forgets(other.known, one?.bucket)));
    if (current !== undefined) return current.known;
  }
  const here = others.length === 0 ? "" : ` (${others.join(", ")})`;
  throw operationsError(
    "SITE_NOWHERE",
    `no site of this folder${here} and no deployed one of this account is ${name}; looked into ${names.length} buckets${silent.size > 0 ? `, but for those of ${[...silent].join(", ")}, which says nothing` : ""}`,
  );
}

async function readShelf({ name, region }: Shelf, silence: Promise<never>): Promise<KnownSite> {
  const client = createS3Client(region);
  try {
    const reading = new S3Store({ client, bucket: name, region }).get(recordKeys.sheet);
    const { body } = await Promise.race([reading, silence]);
    return parseSheet(jsonOf(body), `${recordKeys.sheet} in ${name}`);
  } finally {
    // A connection that never answers would keep the process.
    client.destroy();
  }
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

async function bucketsOf(client: S3Client): Promise<string[]> {
  const names: string[] = [];
  for await (const { Buckets = [] } of paginateListBuckets({ client }, { MaxBuckets: 1_000 }))
    names.push(...Buckets.flatMap(({ Name }) => Name ?? []));
  return names;
}

/** A region that comes back after a promotion has the sheet of before; that of the survivor names its bucket. */
function forgets({ site }: KnownSite, bucket: string | undefined): boolean {
  return site.regions.places?.forgotten.some((one) => one.bucket === bucket) ?? false;
}

/** What cannot be read is no site of whoever asks. */
async function sheetOf(
  client: S3Client,
  bucket: string,
  silent: Set<string>,
): Promise<{ readonly bucket: string; readonly known: KnownSite } | undefined> {
  try {
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket: bucket }));
    // Buckets of us-east-1 have no constraint, and the oldest of Ireland have this one (S3 API, GetBucketLocation).
    const region = LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint || "us-east-1";
    if (silent.has(region)) return undefined;
    const { answered, known } = await sheetIn([{ name: bucket, region }]);
    if (!answered) silent.add(region);
    return known && { bucket, known };
  } catch {
    return undefined;
  }
}

/** A promise that fails after that many milliseconds, unless it is ended before. */
function silenceAfter(milliseconds: number) {
  let abort = () => {};
  const silence = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), milliseconds);
    abort = () => clearTimeout(timer);
  });
  silence.catch(() => undefined);
  return { silence, abort };
}
