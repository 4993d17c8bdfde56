import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { unzipSync } from "fflate";
import { afterAll, describe, expect, test } from "vitest";
import { packageRoot } from "../../../config/package-root";
import { headerFunctionArchive } from "../../../modules/edge-bundle/index";
import { domain, siteOf } from "../../edge-functions/harness";

const root = packageRoot();
const cache = mkdtempSync(join(root, "node_modules", ".edge-bundle-test-"));
const elsewhere = mkdtempSync(join(tmpdir(), "edge-bundle-cwd-"));
afterAll(() => {
  for (const folder of [cache, elsewhere]) rmSync(folder, { recursive: true });
});

const site = siteOf({
  domain,
  redirects: [{ from: "/ä", to: "/b" }],
  headers: { rules: [{ path: "/*.js", set: { "X-A": "ü" } }] },
});

/** Prints all three bundles of the site, as a process that runs bundled from below node_modules. */
const program = join(cache, "print.mjs");
const entry = `
  import { headerFunctionArchive, viewerRequestBundle, headerFunctionViewerBundle } from "./modules/edge-bundle/index";
  const site = ${JSON.stringify(site)};
  const zip = headerFunctionArchive(site);
  console.log(JSON.stringify([viewerRequestBundle(site), headerFunctionViewerBundle(site), Buffer.from(zip.zip).toString("hex"), zip.sha256]));
`;
buildSync({
  stdin: { contents: entry, resolveDir: root },
  outfile: program,
  bundle: true,
  packages: "external",
  format: "esm",
  platform: "node",
});

function print(cwd: string, environment: Record<string, string>): string {
  return execFileSync(process.execPath, [program], {
    cwd,
    env: { ...process.env, ...environment },
    encoding: "utf8",
  });
}

describe("bundles", () => {
  test("are the same bytes in every time zone, language and folder", () => {
    const here = print(root, { TZ: "UTC", LANG: "C" });
    expect(print(elsewhere, { TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" })).toBe(
      here,
    );
  });

  test("know nothing of the machine", () => {
    expect(print(elsewhere, {})).not.toContain(root);
  });
});

describe("the Lambda archive", () => {
  test("has one readable file, dated 1980, and the digest that Lambda computes", () => {
    const { zip, sha256 } = headerFunctionArchive(site);
    expect(Object.keys(unzipSync(zip))).toEqual(["index.js"]);
    expect(sha256).toBe(createHash("sha256").update(zip).digest("base64"));
    const view = new DataView(zip.buffer, zip.byteOffset);
    const directory = view.getUint32(zip.length - 6, true);
    expect(view.getUint32(directory, true)).toBe(0x02014b50);
    expect(view.getUint16(directory + 14, true)).toBe((0 << 9) | (1 << 5) | 1);
    expect(view.getUint32(directory + 38, true) >>> 16).toBe(0o100644);
  });
});
