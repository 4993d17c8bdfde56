import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, describe, expect, it } from "vitest";
import { readProject } from "../../config";
import { loadTerraformFile } from "../../rehearsal/terraform";
import { synthesize } from "../../stacks/synthesize";
import { smallSite } from "../support/sites";
import { RehearsedExample } from "./support/example-site";

const outdir = mkdtempSync(`${tmpdir()}/outlast-own-functions-`);
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

describe("functions of the project at every event", () => {
  it("are what a visitor meets, from the Terraform JSON alone", async () => {
    const origin = "__tests__/fixtures/edge/origin.ts";
    const edge = {
      viewerRequest: "__tests__/fixtures/edge/request.ts",
      viewerResponse: "__tests__/fixtures/edge/response.ts",
      originRequest: origin,
      originResponse: { file: origin, order: "after" as const },
    };
    const domain = { name: "www.example.com", zone: { name: "example.com" } };
    const project = readProject({ default: { ...smallSite, edge, domain } });
    const [stack] = synthesize(project, { outdir });
    const [config] = project.sites;
    if (config === undefined || stack === undefined) throw new Error("The project has one site.");
    const example = await RehearsedExample.open({ config, loaded: loadTerraformFile(stack.file) });
    const first = await example.visit("/");
    expect(first).toMatchObject({ status: 200, result: "Miss" });
    expect(["x-own-response", "x-own-origin-response"].map(first.header)).toEqual(["yes", "yes"]);
    example.rehearsal.close();
  });
});
