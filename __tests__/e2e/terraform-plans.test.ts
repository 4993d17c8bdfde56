import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { App } from "cdktf";
import { describe, expect, test } from "vitest";
import { readProject } from "../../config";
import { type LoadedSite, loadTerraformFile } from "../../rehearsal/terraform";
import { SiteStack } from "../../stacks/site-stack";
import { lendProvider, projectFolder, terraformIn } from "./support/real-parts";

const fixtures = "__tests__/fixtures/hcl";
const cases = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** Plans a folder with the real provider and loads the plan. */
async function plannedSite(folder: string): Promise<LoadedSite> {
  lendProvider(folder);
  const terraform = terraformIn(folder);
  await terraform.init();
  await terraform.plan({ out: "plan" });
  const path = join(folder, "plan.json");
  writeFileSync(path, await terraform.show("plan"));
  return loadTerraformFile(path);
}

describe("plans of other people's sites", () => {
  test.each(cases.map(({ name }) => name))("%s loads as from the plan that is kept", async (name) => {
    const folder = join(dirname(projectFolder()), name);
    cpSync(join(fixtures, name), folder, { recursive: true, filter: (path) => !path.endsWith("plan.json") });
    const site = await plannedSite(folder);
    expect(comparable(site)).toEqual(comparable(loadTerraformFile(join(fixtures, name, "plan.json"))));
  });

  test("a state that was applied loads with the ids that it has", async () => {
    const folder = join(dirname(projectFolder()), "state");
    cpSync(join(fixtures, "website-endpoint"), folder, { recursive: true });
    const main = join(folder, "main.tf");
    // The local cloud of this test has no CloudFront: the distribution is one that the state already has.
    const text = readFileSync(main, "utf8").replace(
      'region = "eu-central-1"',
      'region = "eu-central-1"\n  s3_use_path_style = true',
    );
    const from = text.indexOf('resource "aws_cloudfront_distribution"');
    writeFileSync(main, text.slice(0, from) + text.slice(text.indexOf('output "website"')));
    lendProvider(folder);
    const terraform = terraformIn(folder);
    await terraform.init();
    await terraform.apply();
    const state = JSON.parse(await terraform.show("terraform.tfstate"));
    state.values.root_module.resources.push(distributionOfState);
    const path = join(folder, "state.json");
    writeFileSync(path, JSON.stringify(state));

    const site = loadTerraformFile(path);
    expect(site.warnings).toEqual([]);
    expect(site.distributions).toMatchObject([
      { id: "E1234567890ABC", domainName: "d1234567890abc.cloudfront.net" },
    ]);
    expect(site.buckets).toMatchObject([
      { name: "www.example.net", region: "eu-central-1", website: { indexDocument: "index.html" } },
    ]);
    expect(JSON.parse(String(site.buckets[0]?.policy)).Statement).toMatchObject([
      { Sid: "PublicReadGetObject", Condition: { StringEquals: { "aws:Referer": "a-shared-secret" } } },
    ]);
    await terraform.destroy();
  });
});

describe("a site of this project", () => {
  test("loads from its plan as it does from its configuration", async () => {
    const outdir = projectFolder();
    const app = new App({ outdir });
    const input = {
      name: "docs",
      regions: { primary: "eu-central-1", replica: "eu-west-1" },
      headers: { rules: [{ contentType: "text/html", set: { "X-Hello": "there" } }] },
      replication: { twoWay: true },
    } as const;
    for (const site of readProject({ default: input }).sites) new SiteStack(app, site.name, { site });
    app.synth();
    const folder = join(outdir, "stacks/docs");
    const configured = loadTerraformFile(join(folder, "cdk.tf.json"));
    const planned = await plannedSite(folder);

    expect(planned.warnings).toEqual([]);
    expect(comparable(planned)).toEqual(comparable(configured));
  });
});

/** What does not depend on the order that sets come in, nor on outputs that a plan leaves unknown. */
function comparable({ outputs: _, distributions, buckets, ...site }: LoadedSite) {
  return {
    ...site,
    buckets: buckets
      .map(({ mayReplicateTo, policy, ...bucket }) => ({
        ...bucket,
        policy: policy && JSON.parse(String(policy)),
        replicates: bucket.replication?.map(({ destination }) => mayReplicateTo?.includes(destination)),
      }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    distributions: distributions.map((one) => ({
      ...one,
      aliases: one.aliases.toSorted(),
      origins: one.origins.toSorted((a, b) => a.id.localeCompare(b.id)),
    })),
  };
}

const distributionOfState = {
  address: "aws_cloudfront_distribution.www",
  mode: "managed",
  type: "aws_cloudfront_distribution",
  name: "www",
  values: {
    id: "E1234567890ABC",
    arn: "arn:aws:cloudfront::123456789012:distribution/E1234567890ABC",
    domain_name: "d1234567890abc.cloudfront.net",
    enabled: true,
    status: "Deployed",
    trusted_signers: [{ enabled: false, items: [] }],
    origin: [
      {
        origin_id: "website",
        domain_name: "www.example.net.s3-website.eu-central-1.amazonaws.com",
        origin_path: "",
        origin_access_control_id: "",
        custom_origin_config: [
          {
            http_port: 80,
            https_port: 443,
            origin_protocol_policy: "http-only",
            origin_ssl_protocols: ["TLSv1.2"],
            origin_keepalive_timeout: 5,
            origin_read_timeout: 30,
          },
        ],
      },
    ],
    default_cache_behavior: [
      {
        target_origin_id: "website",
        viewer_protocol_policy: "allow-all",
        allowed_methods: ["GET", "HEAD"],
        cached_methods: ["GET", "HEAD"],
        cache_policy_id: "658327ea-f89d-4fab-a63d-7e88639e58f6",
        origin_request_policy_id: "",
        trusted_signers: [],
        min_ttl: 0,
        default_ttl: 0,
        max_ttl: 0,
        forwarded_values: [],
      },
    ],
    restrictions: [{ geo_restriction: [{ locations: [], restriction_type: "none" }] }],
    viewer_certificate: [{ cloudfront_default_certificate: true, minimum_protocol_version: "TLSv1" }],
  },
};
