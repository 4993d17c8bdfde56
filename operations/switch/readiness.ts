import { healthPaths, regionHealth } from "../../facts/site/health";
import type { Side } from "../../facts/site/switch";
import { createS3Client } from "../../release/aws/clients";
import { S3Store } from "../../release/aws/s3-store";
import { StoreError } from "../../release/ports";
import { readPointer } from "../../release/record/records";
import { distributionAddress, type SiteOutputs } from "../outputs";
import { networkAsk } from "../verify/ask";

/** Seconds that a region may take, through the edge and by itself. */
const patience = 4;

/** What a bucket says: which release it holds, that it has none, why it does not answer, or nothing that counts. */
type Word = { readonly release: string } | { readonly wrong: string } | undefined;

/**
 * Why visitors should not be sent to that side first: it fails at the edge, its bucket does not answer, or the regions
 * hold different releases. What cannot be looked at from here is no objection.
 *
 * @param address that answers for the site's names, in place of the distribution's own
 */
export async function objectionsTo(
  side: Side,
  outputs: SiteOutputs,
  address = distributionAddress(outputs),
): Promise<readonly string[]> {
  const { primary, replica } = outputs.buckets;
  const [atEdge, first, second] = await Promise.all([
    failureAtEdge(side, outputs.url, address),
    wordOf(primary),
    wordOf(replica),
  ]);
  const own = side === "primary" ? first : second;
  const differ =
    first && second && "release" in first && "release" in second && first.release !== second.release;
  return [
    ...(atEdge === undefined ? [] : [`the ${side} ${atEdge} to CloudFront`]),
    ...(own && "wrong" in own ? [`the ${side}'s bucket ${own.wrong}`] : []),
    ...(differ ? [`the primary holds release ${first.release}, and the replica ${second.release}`] : []),
  ];
}

async function failureAtEdge(side: Side, url: string, address: string): Promise<string | undefined> {
  try {
    const answer = await networkAsk({ timeoutSeconds: patience, address })(
      new URL(healthPaths[side], url).href,
    );
    const { detail, ok } = regionHealth(answer.status, answer.text);
    // Before the first release no region has a document to answer with.
    return ok || answer.status === 404 ? undefined : detail;
  } catch {
    return undefined;
  }
}

async function wordOf({ name: bucket, region }: SiteOutputs["buckets"]["primary"]): Promise<Word> {
  const client = createS3Client(region);
  const silence = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new StoreError("connection-lost", "silence")), patience * 1_000).unref();
  });
  try {
    const reading = readPointer(new S3Store({ client, bucket, region }));
    const { release } = await Promise.race([reading, silence]);
    return release === undefined ? undefined : { release };
  } catch (error) {
    // Rights that this person has not say nothing of the edge's: that was asked by itself.
    if (!(error instanceof StoreError) || ["not-found", "denied", "credentials"].includes(error.kind))
      return undefined;
    return { wrong: error.kind === "connection-lost" ? "does not answer" : `answers: ${error.kind}` };
  } finally {
    client.destroy();
  }
}
