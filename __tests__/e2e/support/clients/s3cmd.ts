import { writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** s3cmd does it; it knows no versions, and its CloudFront is that of 2010. */
export async function s3cmd(work: Work): Promise<Seen> {
  const { endpoint, bucket, site, later, back, large, presigned } = work;
  const { host } = new URL(endpoint);
  const config = join(back, "..", "s3cfg");
  const settings = {
    ...{ access_key: accessKey, secret_key: secretKey, bucket_location: region },
    ...{ host_base: host, host_bucket: host, use_https: "False", multipart_chunk_size_mb: "5" },
  };
  const written = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  writeFileSync(config, `[default]\n${written.join("")}`);
  const run = await program("s3cmd", "Debian: apt-get install s3cmd", environment(endpoint));
  const ask = (...args: string[]) => run("--config", config, "--no-progress", ...args);
  const start = `s3://${bucket}/`;
  const keys = async () =>
    lines(await ask("ls", "--recursive", start)).map((line) =>
      line.slice(line.indexOf(start) + start.length),
    );
  await ask("mb", start);
  await ask("sync", `${site}/`, start);
  const first = await keys();
  await ask("sync", "--delete-removed", `${later}/`, start);
  const second = await keys();
  await ask("sync", start, `${back}/`);
  const [url = ""] = lines(await ask("signurl", `${start}${presigned}`, "+600"));
  await ask("put", large, `${start}${largeKey}`);
  await ask("del", `${start}${changedKey}`);
  return { first, second, presigned: url, last: await keys() };
}
