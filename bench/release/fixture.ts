import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ownSites } from "../../project/own-project";

export const region = "eu-central-1";

/** A folder with `count` pages of 3 to 10 KB, and the pages that every site has. */
export async function writeFixture(folder: string, count: number): Promise<void> {
  await mkdir(folder);
  for (let index = 0; index < count; index += 1) {
    const under = join(folder, `d${index % 50}`);
    if (index < 50) await mkdir(under, { recursive: true });
    await writeFile(join(under, `p${index}.html`), `<h1>${index}</h1>${"x".repeat(3000 + (index % 7000))}`);
  }
  for (const page of ["index", "404", "maintenance"]) await writeFile(join(folder, `${page}.html`), page);
}

/** One page of `writeFixture`, of another size each time: `aws s3 sync` looks at the size and the whole second. */
export async function changeOneFile(folder: string, time: number): Promise<void> {
  await writeFile(join(folder, "d7/p7.html"), `<h1>changed</h1>${"y".repeat(4000 + time)}`);
}

export function siteName(): string {
  return ownSites()[0]?.name ?? "";
}

/** Terraform's outputs of a site with these buckets. */
export function outputsOf(primary: string, replica: string) {
  const arn = "arn:aws:cloudfront::123456789012:distribution/E0";
  return {
    version: 1,
    site: siteName(),
    url: "https://d0.cloudfront.net",
    distribution: { id: "E0", arn, domain_name: "d0.cloudfront.net" },
    buckets: { primary: { name: primary, region }, replica: { name: replica, region } },
    key_value_store_arn: "arn:aws:cloudfront::123456789012:key-value-store/k",
    functions: { viewer_request: "f" },
    alarm_names: [],
    topic_arns: [],
  };
}
