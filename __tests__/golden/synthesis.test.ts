import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readProject } from "../../config";
import * as example from "../../site.config";
import { synthesize } from "../../stacks/synthesize";
import { deployedSites, deployment, projects, promoted, served } from "./configurations";
import { expectGolden, goldens } from "./golden";

/** The Terraform JSON of each stack of a project, by its file. */
function synthesized(project: object): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-golden-"));
  try {
    const stacks = synthesize(readProject(project), { outdir });
    return Object.fromEntries(
      stacks.map(({ name, file }) => [`${name}.tf.json`, withoutPrograms(readFileSync(file, "utf8"))]),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What a minifier makes of the edge functions changes with every move of their files: their settings stay. */
function withoutPrograms(json: string): string {
  return json
    .replace(
      /("code": ")(?:[^"\\]|\\.)*?(const SETTINGS=.*?\});(?:[^"\\]|\\.)*"/g,
      '$1<program>$2;<program>"',
    )
    .replace(/("source_code_hash": ")[^"]*/g, "$1<hash of the program>");
}

/** Whether a value is given for a key of docs/config.md, such as `cache.paths[].ttl`. */
function isGiven(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return value !== undefined;
  if (Array.isArray(value)) return value.some((one) => isGiven(one, [key, ...rest]));
  if (key === "<name>") return Object.values(value ?? {}).some((one) => isGiven(one, rest));
  return typeof value === "object" && value !== null && isGiven(value[key as keyof typeof value], rest);
}

describe("the Terraform JSON", () => {
  it.each([["example", example], ...Object.entries(projects)])(
    "of %s is what it was",
    async (name, project) => {
      const stacks = synthesized(project);
      for (const [file, json] of Object.entries(stacks))
        await expectGolden(`synthesis/${name}/${file}`, json);
      expect(readdirSync(`${goldens}synthesis/${name}`).sort()).toEqual(Object.keys(stacks).sort());
    },
  );

  it("is kept for every key that a config may have", () => {
    const page = readFileSync(new URL("../../docs/config.md", import.meta.url), "utf8");
    const keys = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, key = ""]) => key);
    const given = [example.default, example.deployment, ...deployedSites, deployment, served, promoted];
    expect(keys.length).toBeGreaterThan(80);
    expect(keys.filter((key) => !given.some((one) => isGiven(one, key.split(/\[\]\.|\./))))).toEqual([]);
  });
});
