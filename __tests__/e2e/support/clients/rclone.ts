import {
  accessKey,
  changedKey,
  environment,
  largeKey,
  lines,
  program,
  region,
  type Seen,
  secretKey,
  type Work,
} from "./client";

/** rclone does it; it knows nothing of CloudFront. Only for other providers does it put buckets into paths. */
export async function rclone(work: Work): Promise<Seen> {
  const { endpoint, bucket, site, later, back, large, presigned } = work;
  const remote = {
    ...{ TYPE: "s3", PROVIDER: "Other", ENDPOINT: endpoint, REGION: region, LOCATION_CONSTRAINT: region },
    ...{ ACCESS_KEY_ID: accessKey, SECRET_ACCESS_KEY: secretKey },
    ...{ UPLOAD_CUTOFF: "5M", CHUNK_SIZE: "5M" },
    // By itself it puts every object with the ACL "private", which S3 refuses in new buckets.
    ...{ ACL: "bucket-owner-full-control", BUCKET_ACL: "private" },
  };
  const run = await program("rclone", "Debian: apt-get install rclone", {
    ...environment(endpoint),
    RCLONE_CONFIG: "/dev/null",
    // What is refused is refused for good here.
    RCLONE_RETRIES: "1",
    RCLONE_LOW_LEVEL_RETRIES: "1",
    ...Object.fromEntries(
      Object.entries(remote).map(([name, value]) => [`RCLONE_CONFIG_LOCAL_${name}`, value]),
    ),
  });
  const keys = async () => lines(await run("lsf", "-R", "--files-only", `local:${bucket}`)).sort();
  await run("mkdir", `local:${bucket}`);
  await run("sync", "--checksum", site, `local:${bucket}`);
  const first = await keys();
  await run("sync", "--checksum", later, `local:${bucket}`);
  const second = await keys();
  await run("copy", `local:${bucket}`, back);
  const [url = ""] = lines(await run("link", `local:${bucket}/${presigned}`));
  await run("copyto", large, `local:${bucket}/${largeKey}`);
  await run("deletefile", `local:${bucket}/${changedKey}`);
  return { first, second, presigned: url, last: await keys() };
}
