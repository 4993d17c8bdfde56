import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What the verbs are given to read. */
export interface Places {
  /** One file of a thousand resources. */
  readonly many: string;
  /** Two hundred files of five. */
  readonly files: string;
  /** Access logs, in four files. */
  readonly logs: string;
}

/** Writes them below a folder. */
export async function writePlaces(folder: string, lines: number): Promise<Places> {
  const [many, files, logs] = ["many", "files", "logs"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const place of [many, files, logs]) await mkdir(place);
  const sites = Array.from({ length: 200 }, (_, at) => siteNumber(at));
  await writeFile(join(many, "main.tf"), sites.join("\n"));
  await Promise.all(sites.map((text, at) => writeFile(join(files, `site-${at}.tf`), text)));
  const share = lines / 4;
  await Promise.all(
    [0, 1, 2, 3].map((part) => writeFile(join(logs, `E1.${part}.log`), logOf(part * share, share))),
  );
  return { many, files, logs };
}

/** A bucket with all that belongs to it: five resources. */
function siteNumber(at: number): string {
  const of = `bucket = aws_s3_bucket.site_${at}.id`;
  const parts: readonly (readonly [type: string, body: string])[] = [
    ["bucket", `bucket = "site-${at}"`],
    ["bucket_versioning", `${of}\n  versioning_configuration {\n    status = "Enabled"\n  }`],
    ["bucket_public_access_block", `${of}\n  block_public_acls = true\n  block_public_policy = true`],
    ["bucket_policy", `${of}\n  policy = jsonencode({ Version = "2012-10-17", Statement = [] })`],
    ["bucket_ownership_controls", `${of}\n  rule {\n    object_ownership = "BucketOwnerEnforced"\n  }`],
  ];
  return parts.map(([type, body]) => `resource "aws_s3_${type}" "site_${at}" {\n  ${body}\n}\n`).join("");
}

const fields =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(User-Agent) x-edge-result-type sc-content-type";

function logOf(from: number, count: number): string {
  const lines = Array.from({ length: count }, (_, at) => lineNumber(from + at));
  return `#Version: 1.0\n#Fields: ${fields}\n${lines.join("\n")}\n`;
}

function lineNumber(at: number): string {
  const hour = String(at % 24).padStart(2, "0");
  const [page, visitor] = [at % 997, `198.51.${at % 251}.${at % 241}`];
  return [
    ...["2026-11-01", `${hour}:00:01`, "FRA56-P1", String(1_000 + page), visitor, "GET", "d1.cloudfront.net"],
    ...[`/page-${page}/`, at % 50 === 0 ? "404" : "200", "Mozilla/5.0%20Firefox/140.0"],
    ...[at % 9 === 0 ? "Miss" : "Hit", "text/html"],
  ].join("\t");
}
