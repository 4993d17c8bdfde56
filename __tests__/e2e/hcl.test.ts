import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { type Project, readProject } from "../../config";
import { ownProject } from "../../project/own-project";
import { synthesize } from "../../stacks/synthesize";
import { projects } from "../golden/configurations";
import { lendProvider, projectFolder, terraformIn } from "./support/real-parts";

/** What a plan says of a stack: everything but how the configuration was written, and when. */
async function planOf(folder: string): Promise<object> {
  const terraform = terraformIn(folder);
  await terraform.plan({ out: "plan" });
  const { planned_values, resource_changes, output_changes } = JSON.parse(await terraform.show("plan"));
  return { planned_values, resource_changes, output_changes };
}

async function folderOf(project: Project, stack: string, hcl: boolean): Promise<string> {
  const outdir = projectFolder();
  synthesize(project, { outdir, hcl });
  const folder = join(outdir, "stacks", stack);
  lendProvider(folder);
  await terraformIn(folder).init();
  return folder;
}

/** That `terraform fmt` has nothing to change. */
function expectFormatted(folder: string): void {
  const fmt = ["fmt", "-check", "-diff", "-recursive", folder];
  const { status, stdout } = spawnSync(inject("realParts").binary, fmt, { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
}

async function expectNoWarning(folder: string): Promise<void> {
  expect(await terraformIn(folder).validate()).toMatchObject({ valid: true, diagnostics: [] });
}

describe("the HCL", () => {
  test.each(["outlast-example", "state"])(
    "of the stack %s is what terraform fmt leaves, valid without a warning, and plans what the JSON plans",
    async (stack) => {
      const folder = await folderOf(ownProject(), stack, true);
      expectFormatted(folder);
      await expectNoWarning(folder);
      expect(await planOf(folder)).toEqual(await planOf(await folderOf(ownProject(), stack, false)));
    },
  );

  test("of a site with everything that a site can have is valid without a warning", async () => {
    const project = Object.values(projects).find((one) => sitesOf(one).includes("whole"));
    // Its state is in a bucket that nobody has made.
    const { deployment: _, ...sites } = { deployment: undefined, ...project };
    await expectNoWarning(await folderOf(readProject(sites), "whole", true));
  });

  test.each(Object.entries(projects))("of the sites %s is what terraform fmt leaves", (_, project) => {
    const outdir = projectFolder();
    synthesize(readProject(project), { outdir, hcl: true });
    expectFormatted(outdir);
  });
});

function sitesOf(project: object): readonly string[] {
  return readProject(project).sites.map(({ name }) => name);
}
