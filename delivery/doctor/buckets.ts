import { HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Project } from "../../config";
import { bucketNames, stateBucketName } from "../../config/names";
import { check, type StatusCheck } from "../../operations/status/check";
import { createS3Client } from "../../release/aws/clients";

/** Of the sites, or of the state. */
export interface NamedBucket {
  readonly name: string;
  readonly region: string;
}

export function bucketsOf({ deployment, sites }: Project): NamedBucket[] {
  const content = sites.flatMap((site) => {
    const { logs, primary, replica } = bucketNames(site);
    return [
      { name: primary, region: site.regions.primary },
      { name: replica, region: site.regions.replica },
      ...(site.distribution.accessLogs ? [{ name: logs, region: site.regions.primary }] : []),
    ];
  });
  if (deployment?.region === undefined) return content;
  return [...content, { name: stateBucketName(deployment), region: deployment.region }];
}

/** Names of buckets are global: one that somebody else has ends a deployment half way. */
export function bucketCheck(bucket: NamedBucket): Promise<StatusCheck> {
  const client = createS3Client(bucket.region);
  return check(`bucket ${bucket.name}`, () => ownership(bucket, client)).finally(() => client.destroy());
}

/** HeadBucket's status says whose a bucket is, and has no body to say more (S3 API, HeadBucket). */
export async function ownership(
  { name, region }: NamedBucket,
  client: Pick<S3Client, "send">,
): Promise<Omit<StatusCheck, "name">> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: name }), { abortSignal: AbortSignal.timeout(5_000) });
    return { ok: true, detail: `is there, in ${region}` };
  } catch (error) {
    const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    if (status === 404) return { ok: true, detail: "the name is free" };
    if (status === 403)
      return {
        ok: false,
        detail: "somebody else has this name, or hides it from you: choose another bucketSuffix",
      };
    if (status === 301 || status === 400)
      return { ok: false, detail: `is in another region than ${region}: choose another bucketSuffix` };
    throw error;
  }
}
