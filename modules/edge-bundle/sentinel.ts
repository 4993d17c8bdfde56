import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../config/package-root";
import { cachedBundle } from "./bundle-cache";
import { bundleLambdaFunction } from "./generic-function";
import { packedFunction } from "./packed-function";

const name = "sentinel";
const entry = "switch/sentinel/handler.ts";
/** What bin/build.mjs has made of it where outlast is installed: there its sources and the AWS SDK are not. */
const built = "dist/sentinel.js";

/** The sentinel's archive: the same one for every site, whose settings are variables of the function. */
export function sentinelArchive(): { readonly zip: Uint8Array; readonly sha256: string } {
  // Kept as it is packed, which takes a seventh of a synthesis.
  const { base64 } = cachedBundle(`${name}-archive`, () => ({
    base64: Buffer.from(packedFunction(sentinelCode())).toString("base64"),
  }));
  const zip = Buffer.from(base64, "base64");
  return { zip, sha256: createHash("sha256").update(zip).digest("base64") };
}

function sentinelCode(): string {
  const root = packageRoot();
  if (!existsSync(join(root, entry))) return readFileSync(join(root, built), "utf8");
  const { head, body } = bundleLambdaFunction(name, entry);
  return head + body;
}
