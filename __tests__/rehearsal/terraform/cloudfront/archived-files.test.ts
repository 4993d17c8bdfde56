// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { TerraformReadError } from "../../../../rehearsal/terraform";
import { type Body, behavior, configuration, distribution, load } from "../site";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-archives-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function written(name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

/** What the function's code is where this archive is its file. */
function code(archive: Body, kind: "data" | "resource" = "data"): Record<string, string> {
  const made = { archive_file: { edge: { type: "zip", output_path: "build/edge.zip", ...archive } } };
  const json = configuration({
    aws_cloudfront_distribution: {
      site: distribution({
        default_cache_behavior: behavior({
          lambda_function_association: [
            { event_type: "origin-request", lambda_arn: "${aws_lambda_function.edge.qualified_arn}" },
          ],
        }),
      }),
    },
    aws_lambda_function: {
      edge: {
        function_name: "edge",
        runtime: "nodejs22.x",
        handler: "index.handler",
        filename: `\${${kind === "data" ? "data." : ""}archive_file.edge.output_path}`,
        source_code_hash: `\${${kind === "data" ? "data." : ""}archive_file.edge.output_base64sha256}`,
      },
    },
    ...(kind === "resource" && made),
  });
  const provider = { aws: [{ region: "us-east-1" }] };
  const site = load({ ...json, provider, ...(kind === "data" && { data: made }) }, folder);
  const [fn] = site.distributions[0]?.defaultCacheBehavior.functions ?? [];
  const files = fn?.type === "lambda" ? [...fn.files] : [];
  return Object.fromEntries(files.map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
}

describe("an archive that Terraform packs, and that is nowhere before its first plan", () => {
  test("is what is in its folder, without what it leaves out", () => {
    for (const name of ["index.js", "lib/a.js", "lib/a.test.js", "node_modules/x/y.js", "notes.md"])
      written(`edge/${name}`, name);
    expect(code({ source_dir: "edge", excludes: ["node_modules", "**/*.test.js", "notes.md"] })).toEqual({
      "index.js": "index.js",
      "lib/a.js": "lib/a.js",
    });
  });

  test.each(["data", "resource"] as const)("is one file under its own name, by a %s too", (kind) => {
    written("src/index.mjs", "export const handler = 1;");
    expect(code({ source_file: "src/index.mjs" }, kind)).toEqual({
      "index.mjs": "export const handler = 1;",
    });
  });

  test("is the texts that a configuration puts together", () => {
    const source = [
      { filename: "index.js", content: "exports.bucket = '${aws_s3_bucket.site.bucket}';" },
      { filename: "a/b.json", content: "{}" },
    ];
    expect(code({ source })).toEqual({ "index.js": "exports.bucket = 'site-bucket';", "a/b.json": "{}" });
    expect(code({ source_content: "x", source_content_filename: "index.js" })).toEqual({ "index.js": "x" });
  });

  test("is packed anew where an older one lies about, unless the plan was made of that one", () => {
    const older = zipSync({ "index.js": strToU8("older") });
    written("build/edge.zip", older);
    written("edge/index.js", "newer");
    expect(code({ source_dir: "edge" })).toEqual({ "index.js": "newer" });
    const output_base64sha256 = createHash("sha256").update(older).digest("base64");
    expect(code({ source_dir: "edge", output_base64sha256 })).toEqual({ "index.js": "older" });
    expect(code({ source_dir: "edge", output_base64sha256: "of another" })).toEqual({ "index.js": "newer" });
  });

  test.each<[string, Body]>([
    ["a folder that is not there", { source_dir: "none" }],
    ["a file that is not there", { source_file: "none.js" }],
    ["a text that only AWS knows", { source: [{ filename: "index.js", content: "${aws_sqs_queue.q.url}" }] }],
  ])("of %s is a problem of the function's", (_what, archive) => {
    expect(() => code(archive)).toThrow(TerraformReadError);
    expect(() => code(archive)).toThrow(/aws_lambda_function.edge: filename: build\/edge.zip/);
  });
});
