import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { readSiteOutputs } from "../../operations/outputs";
import { outputsOf } from "../support/site-outputs";

const folder = mkdtempSync(join(tmpdir(), "outlast-outputs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const outputs = outputsOf("E1");

function fileOf(content: unknown): string {
  const file = join(folder, "outputs.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

describe("readSiteOutputs", () => {
  it.each([
    ["the output alone", outputs],
    ["the output with its type", { sensitive: false, value: outputs }],
    ["all outputs of the stack", { outlast: { sensitive: false, value: outputs } }],
  ])("reads %s", async (_, content) => {
    expect(await readSiteOutputs({ site: "docs", file: fileOf(content) })).toEqual(outputs);
  });

  it.each([
    ["OUTPUTS_FILE", "no JSON", ["it is not JSON"]],
    ["OUTPUTS_NOT_DEPLOYED", {}, ["docs has not been deployed"]],
    [
      "OUTPUTS_SHAPE",
      { ...outputs, version: 2, buckets: {} },
      ["version", "buckets.primary", "buckets.replica"],
    ],
    ["OUTPUTS_OTHER_SITE", { ...outputs, site: "blog" }, ["blog", "--site blog"]],
  ])("refuses with %s", async (code, content, parts) => {
    const refused = readSiteOutputs({ site: "docs", file: fileOf(content) });
    await expect(refused).rejects.toMatchObject({ code, exitCode: 2 });
    for (const part of parts) await expect(refused).rejects.toThrow(part);
  });

  it("looks where cdktf writes its stacks", async () => {
    vi.stubEnv("CDKTF_OUTDIR", join(folder, "elsewhere"));
    await expect(readSiteOutputs({ site: "docs" })).rejects.toThrow(join(folder, "elsewhere/stacks/docs"));
    vi.unstubAllEnvs();
  });

  it("says that a stack without a folder has not been deployed", async () => {
    await expect(readSiteOutputs({ site: "docs", outdir: folder })).rejects.toMatchObject({
      code: "OUTPUTS_NOT_DEPLOYED",
    });
  });
});
