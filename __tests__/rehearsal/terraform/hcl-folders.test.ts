import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type LoadedSite, loadTerraformAt, loadTerraformFile } from "../../../rehearsal/terraform";

const root = "__tests__/fixtures/hcl";

/** A set is in no order of its own. */
const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);

/** What a plan and its HCL have to agree on: a plan does not know ids and ARNs, and says so in its own way. */
function comparable({ buckets, distributions }: LoadedSite) {
  return {
    buckets: buckets.map(({ name, region, replication, website }) => ({
      ...{ name, region, website },
      rules: replication?.length,
    })),
    distributions: distributions.map((one) => ({
      ...{ aliases: one.aliases, root: one.defaultRootObject, errors: one.customErrorResponses },
      groups: one.originGroups,
      origins: one.origins
        .toSorted(byId)
        .map(({ id, originPath, connectionAttempts, readTimeout, kind }) => ({
          ...{ id, originPath, connectionAttempts, readTimeout, type: kind.type },
        })),
      behaviors: [one.defaultCacheBehavior, ...one.cacheBehaviors].map(({ cachePolicy, targetOriginId }) => ({
        ...{ targetOriginId, ttl: [cachePolicy.minTtl, cachePolicy.defaultTtl, cachePolicy.maxTtl] },
      })),
    })),
  };
}

const originsOf = ({ origins }: LoadedSite["distributions"][number]) =>
  JSON.stringify(origins.map(({ id, kind }) => [id, kind.type]).sort());

const sorted = (site: LoadedSite) => ({
  ...site,
  buckets: site.buckets.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  // A plan lists instances by its own order; what they look like tells which is which.
  distributions: site.distributions.toSorted((a, b) => (originsOf(a) < originsOf(b) ? -1 : 1)),
});

describe("a folder of HCL, without init or credentials", () => {
  const folders = readdirSync(root).filter((name) => !name.includes("."));

  test.each(folders)("%s is the site of its plan", async (name) => {
    const read = sorted(await loadTerraformAt(`${root}/${name}`));
    expect(comparable(read)).toEqual(comparable(sorted(loadTerraformFile(`${root}/${name}/plan.json`))));
  });

  test("that wants variables names every one of them in its mend", async () => {
    const folder = mkdtempSync(join(tmpdir(), "outlast-unset-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const unset = 'variable "unset" {}\nvariable "other" {}\nvariable "given" { default = 1 }\n';
    const used = 'resource "aws_cloudfront_distribution" "more" {\n  count = var.unset\n}\n';
    writeFileSync(join(folder, "main.tf"), unset + used);
    const mend = "Set TF_VAR_other and TF_VAR_unset, or write terraform.tfvars in the folder";
    await expect(loadTerraformAt(folder)).rejects.toMatchObject({ problems: [{ mend }] });
  });

  test("policies that a plan does not know are those of the text", async () => {
    const { buckets, distributions, warnings } = await loadTerraformAt(`${root}/origin-group`);
    const [distribution] = distributions;
    expect(warnings).toEqual([]);
    for (const { policy } of buckets) expect(policy).toContain(distribution?.arn);
  });
});
