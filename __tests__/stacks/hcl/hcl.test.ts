import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readProject } from "../../../config";
import * as example from "../../../site.config";
import { hclFiles } from "../../../stacks/hcl/files";
import { noteOf, notes } from "../../../stacks/hcl/notes";
import { synthesize } from "../../../stacks/synthesize";
import { projects } from "../../golden/configurations";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function outdir(): string {
  const folder = mkdtempSync(join(tmpdir(), "outlast-hcl-"));
  folders.push(folder);
  return folder;
}

/** The files of each stack as HCL, by stack and path. */
function hcl(project: object): Record<string, Record<string, string>> {
  const out = outdir();
  return Object.fromEntries(
    synthesize(readProject(project), { outdir: out, hcl: true }).map(({ name }) => {
      const folder = join(out, "stacks", name);
      const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
        /\.\w+$/.test(path),
      );
      return [
        name,
        Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")])),
      ];
    }),
  );
}

const stacks = [example, ...Object.values(projects)].flatMap((project) => Object.entries(hcl(project)));
const site = hcl(example)["outlast-example"] ?? {};

describe("the HCL", () => {
  it("tells of every resource its construct, what it is for and what it prevents, and has no note for nothing", () => {
    const used = new Set<unknown>();
    for (const [, files] of stacks)
      for (const text of Object.values(files))
        for (const [, path = "", type = ""] of text.matchAll(
          /^# ([\w-]+\/\S+)\n(?:# .*\n)*(?:resource|data) "(\w+)"/gm,
        )) {
          const note = noteOf(type, path);
          expect(note, `${type} ${path}`).toBeDefined();
          used.add(note);
        }
    const blocks = stacks.flatMap(([, files]) =>
      Object.values(files).flatMap((text) => [...text.matchAll(/\n\n?(.*)\n(?:resource|data) "/g)]),
    );
    expect(blocks.filter(([, above = ""]) => !above.startsWith("# "))).toEqual([]);
    const fallbacks = notes.filter(({ path, purpose }) => !path && /^A (?:role|policy)\b/.test(purpose));
    expect(notes.filter((note) => !used.has(note) && !fallbacks.includes(note))).toEqual([]);
  });

  it("has everything that the project makes in a file of its concern", () => {
    expect(stacks.filter(([, files]) => "main.tf" in files)).toEqual([]);
    const files = new Set(stacks.flatMap(([, one]) => Object.keys(one)));
    expect(Object.keys(hclFiles).filter((name) => name !== "main.tf" && !files.has(name))).toEqual([]);
  });

  it("quotes no reference, and lays out every policy", () => {
    const texts = stacks.flatMap(([, files]) =>
      Object.entries(files).flatMap(([path, text]) => (path.endsWith(".tf") ? [text] : [])),
    );
    expect(texts.filter((text) => /= "\$\{[^"{}]*\}"$/m.test(text))).toEqual([]);
    expect(texts.filter((text) => /depends_on = \[\s*"/.test(text))).toEqual([]);
    expect(texts.filter((text) => /= "[[{]\\"/.test(text))).toEqual([]);
  });

  it("has the deployed bytes of each function in a file, as the JSON has them", () => {
    const out = outdir();
    synthesize(readProject(example), { outdir: out });
    const json = JSON.parse(readFileSync(join(out, "stacks/outlast-example/cdk.tf.json"), "utf8"));
    const { code } = json.resource.aws_cloudfront_function.viewer_request_function;
    expect(site["functions/viewer-request.js"]).toBe(code.replaceAll("$${", "${").replaceAll("%%{", "%{"));
    expect(site["edge.tf"]).toContain(
      'code                         = file("${path.module}/functions/viewer-request.js")',
    );
  });

  it("ties what is deployed and what is read to the sources by their digests", () => {
    for (const name of ["viewer-request", "security-headers"]) {
      const readable = site[`functions/${name}.readable.js`] ?? "";
      const sources = site[`functions/${name}.sources.sha256`] ?? "";
      for (const text of [site[`functions/${name}.js`] ?? "", readable, sources])
        expect(site["edge.tf"]).toContain(`SHA-256 ${sha256(text)}`);
      expect(readable).toContain(sha256(sources));
      expect(readable).toContain(sha256(site[`functions/${name}.js`] ?? ""));
      for (const line of sources.trim().split("\n")) {
        const [digest, path = ""] = line.split("  ");
        expect(sha256(readFileSync(path, "utf8")), path).toBe(digest);
      }
    }
  });

  it("has functions for reading that do what the deployed ones do", async () => {
    const event = () => ({
      request: { method: "GET", uri: "/news/2026/", headers: {}, querystring: {}, cookies: {} },
    });
    const answers = await Promise.all(
      ["js", "readable.js"].map((end) => answer(site[`functions/viewer-request.${end}`] ?? "", event())),
    );
    expect(answers[0]).toMatchObject({ statusCode: 308 });
    expect(answers[1]).toEqual(answers[0]);
  });

  it("goes when JSON is written again, and takes the JSON's place", () => {
    const out = outdir();
    synthesize(readProject(example), { outdir: out });
    synthesize(readProject(example), { outdir: out, hcl: true });
    const folder = join(out, "stacks/outlast-example");
    expect(existsSync(join(folder, "cdk.tf.json"))).toBe(false);
    synthesize(readProject(example), { outdir: out });
    expect(readdirSync(folder).sort()).toEqual(["assets", "cdk.tf.json"]);
  });
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What a function in CloudFront's form answers. */
function answer(code: string, event: object): Promise<unknown> {
  const store =
    '({kvs:()=>({get:()=>{throw new Error("KeyNotFound")}}),updateRequestOrigin(){},createRequestOriginGroup(){}})';
  const program = code.replace(/import (\w+) from ?"cloudfront";/, `const $1=${store};`);
  return new Function("event", `${program}\nreturn handler(event);`)(event) as Promise<unknown>;
}
