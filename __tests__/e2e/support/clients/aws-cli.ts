import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { changedKey, environment, largeKey, lines, program, type Seen, type Work } from "./client";
import { loadedAws } from "./loaded-aws";

const mend = "Install it: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html";
const inParts = "[default]\ns3 =\n  multipart_threshold = 5MB\n  multipart_chunksize = 5MB\n";

/** Runs a command of it; what it says. */
type Aws = (...words: string[]) => Promise<string>;

/** The AWS CLI does it. */
export async function awsCli(work: Work): Promise<Seen> {
  const config = join(work.back, "..", "aws-config");
  writeFileSync(config, inParts);
  const env = { ...environment(work.endpoint), AWS_CONFIG_FILE: config };
  const started = await program("aws", mend, env);
  const loaded = loadedAws(env);
  const aws = async (...words: string[]) => {
    const { code, stdout, stderr } = await loaded.run(...words);
    if (code !== 0) throw new Error(`aws ${words.join(" ")} ended with ${code}: ${stderr}`);
    return stdout;
  };
  try {
    return await worked((await loaded.isThere) ? aws : started, work);
  } finally {
    loaded.close();
  }
}

async function worked(aws: Aws, work: Work): Promise<Seen> {
  const { bucket, site, later, back, large, presigned, distribution } = work;
  const s3 = (...args: string[]) => aws("s3", ...args);
  const text = async (...args: string[]) => lines(await aws(...args, "--output", "text"));
  const keys = async () =>
    JSON.parse(
      await aws(..."s3api list-objects-v2 --query Contents[].Key --output json --bucket".split(" "), bucket),
    );
  await s3("mb", `s3://${bucket}`);
  await aws(
    ...["s3api", "put-bucket-versioning", "--bucket", bucket],
    ...["--versioning-configuration", "Status=Enabled"],
  );
  await s3("sync", site, `s3://${bucket}`);
  const first = await keys();
  await s3("sync", later, `s3://${bucket}`, "--delete");
  const second = await keys();
  await s3("sync", `s3://${bucket}`, back);
  const [url = ""] = lines(await s3("presign", `s3://${bucket}/${presigned}`));
  const [versions] = await text(
    ...["s3api", "list-object-versions", "--bucket", bucket, "--prefix", changedKey],
    ...["--query", "length(Versions)"],
  );
  await s3("cp", large, `s3://${bucket}/${largeKey}`);
  await s3("rm", `s3://${bucket}/${changedKey}`);
  const distributions = await text(
    ...["cloudfront", "list-distributions", "--query", "DistributionList.Items[].[Id]"],
  );
  const named = ["--distribution-id", distribution];
  const [id = ""] = await text(
    ...["cloudfront", "create-invalidation", ...named, "--paths", "/a%20b/*", "/*"],
    ...["--query", "Invalidation.Id"],
  );
  await aws("cloudfront", "wait", "invalidation-completed", ...named, "--id", id);
  const [invalidation = ""] = await text(
    ...["cloudfront", "get-invalidation", ...named, "--id", id, "--query", "Invalidation.Status"],
  );
  return {
    ...{ first, second, presigned: url, versions: Number(versions), last: await keys() },
    cloudFront: { distributions, invalidation },
  };
}
