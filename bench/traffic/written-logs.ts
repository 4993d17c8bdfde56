import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { createGzip } from "node:zlib";

/** All fields of standard logs of version 1: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html */
export const loggedFields =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end";
const locations = ["FRA56-P1", "NRT12-C3", "IAD89-C1", "LHR62-C4"];
const batch = 500;

export interface WrittenLogs {
  readonly logs: string;
  /** As they lie there, compressed. */
  readonly mb: number;
}

/** Writes logs as CloudFront does, with an id and a query in each line that nothing compresses: a gigabyte of ten million lines. */
export async function writeLogs(
  folder: string,
  { files, lines }: { readonly files: number; readonly lines: number },
): Promise<WrittenLogs> {
  const logs = join(folder, "access-logs");
  await mkdir(logs, { recursive: true });
  let bytes = 0;
  for (let file = 0; file < files; file++) {
    const path = join(logs, `E1.2026-11-${String((file % 28) + 1).padStart(2, "0")}-10.${file}.gz`);
    const gzip = createGzip();
    const written = gzip.pipe(createWriteStream(path));
    gzip.write(`#Version: 1.0\n#Fields: ${loggedFields}\n`);
    for (let at = 0; at < lines / files; at += batch) {
      const text = Array.from({ length: batch }, (_, one) => lineOf(file, at + one)).join("\n");
      if (!gzip.write(`${text}\n`)) await once(gzip, "drain");
    }
    gzip.end();
    await once(written, "finish");
    bytes += (await stat(path)).size;
  }
  return { logs, mb: bytes / 1e6 };
}

function lineOf(file: number, at: number): string {
  const [second, some] = [at % 3_600, Math.imul(at + file, 0x2c1b3c6d) >>> 1];
  const two = (number: number) => String(number).padStart(2, "0");
  return [
    `2026-11-${two((file % 28) + 1)}`,
    `10:${two(Math.floor(second / 60))}:${two(second % 60)}`,
    ...[locations[some % 4], 500 + (some % 30_000), `203.0.${some % 241}.${some % 251}`, "GET"],
    ...["d111111abcdef8.cloudfront.net", some % 3 === 0 ? "/" : `/docs/page-${some % 1_999}/`],
    ...[some % 20 === 0 ? 304 : 200, "https://www.example.com/"],
    `Mozilla/5.0%20(X11;%20Linux%20x86_64)%20AppleWebKit/537.36%20(KHTML,%20like%20Gecko)%20Chrome/1${some % 40}.0`,
    ...[`v=${randomBytes(20).toString("base64url")}`, "-", some % 10 === 0 ? "Miss" : "Hit"],
    ...[randomBytes(41).toString("base64"), "www.example.com"],
    ...["https", 40 + (some % 300), `0.${some % 997}`, "-", "TLSv1.3", "TLS_AES_128_GCM_SHA256", "Hit"],
    ...["HTTP/2.0", "-", "-", 1_024 + (some % 60_000), "0.001", "Hit", "text/html", 500 + (some % 30_000)],
    ...["-", "-"],
  ].join("\t");
}
