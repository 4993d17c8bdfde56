import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { IamCall } from "../../rehearsal/cloud/iam";
import { LocalCloud } from "../../rehearsal/session/cloud/local-cloud";
import { startLeashed, startMoto } from "../../toolchain";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { runJob } from "../support/workflows/runner";
import { checkout } from "./support/checkout";
import { type FaultyProxy, startFaultyProxy } from "./support/faulty-proxy";
import { RawAws } from "./support/raw-aws";
import { hostProvidersAt, lendProvider } from "./support/real-parts";

const siteConfig = `import { defineDeployment, defineSite } from "outlast";

export default defineSite({
  name: "shop",
  bucketSuffix: "gone",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
});

export const deployment = defineDeployment({
  project: "acme",
  bootstrapped: false,
  github: { repository: "example/website", environment: "production" },
});
`;

let local: LocalCloud;
let proxy: FaultyProxy;
let providers: ProviderHost;
let root: string;
let env: Record<string, string>;
/** Called with what IAM would be asked. */
let onCall: (call: IamCall) => void = () => {};
/** Whether a verb is being killed: on a busy machine it would ask for much until it is gone. */
let isDying = false;

beforeAll(async () => {
  const onIamCall = (call: IamCall) => onCall(call);
  local = await LocalCloud.start({ moto: await startMoto(), port: 0, edgePort: 0, onIamCall, say: () => {} });
  root = checkout();
  writeFileSync(join(root, "site.config.ts"), siteConfig);
  for (const stack of ["state", "shop"]) lendProvider(join(root, "cdktf.out/stacks", stack));
  const lock = readFileSync("terraform-locks/state.lock.hcl", "utf8");
  writeFileSync(join(root, "terraform-locks/shop.lock.hcl"), lock);
  proxy = await startFaultyProxy(local.cloud.url, () => (isDying ? "held" : "answered"));
  const at = { endpoint: proxy.url, accessKey: local.accessKey };
  providers = await hostProvidersAt(at, join(root, "cdktf.out/stacks/shop"));
  const defined = Object.entries(providers.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  env = { ...Object.fromEntries(defined), AWS_REGION: "eu-west-1", CI: "true" };
});

afterAll(async () => {
  await providers?.close();
  await proxy?.close();
  await local?.close();
});

/** Runs a verb as a person would. */
const outlast = (verb: string) =>
  runJob({ steps: [{ run: `npx outlast ${verb}` }] }, { workspace: root, env, values: {} });

/** Kills the verb, and its Terraform with it, when it first asks for something that it has not asked for before. */
async function killedAtSomethingNew(verb: string, known: Set<string>): Promise<string | undefined> {
  isDying = false;
  const program = [join(root, "bin/outlast.mjs"), ...verb.split(" ")];
  const { process: run, letGo } = startLeashed(process.execPath, program, {
    ...{ cwd: root, env: { ...process.env, ...env }, graceMs: 0, output: "pipe" },
  });
  for (const stream of [run.stdout, run.stderr]) stream?.resume();
  let at: string | undefined;
  onCall = ({ action }) => {
    if (at !== undefined || known.has(action) || !/:(?:Delete|Put|Detach)/.test(action)) return;
    at = action;
    known.add(action);
    isDying = true;
    letGo();
  };
  await once(run, "close");
  onCall = () => {};
  return at;
}

test("the state stack goes with its bucket and its roles, though its first state still lies here, and then there is nothing to destroy", async () => {
  expect(await outlast("bootstrap --yes")).toMatchObject({ conclusion: "success" });
  expect(existsSync(join(root, "terraform.state.tfstate"))).toBe(true);
  const aws = new RawAws(
    () => local.cloud.url,
    () => local.accessKey,
  );
  const there = async () =>
    (await aws.inventory(["eu-west-1"])).filter((one) => /^(bucket|role) acme-/.test(one));
  expect(await there()).toContain("bucket acme-state");
  await aws.makeBucket("acme-state-of-others", "eu-west-1");
  const full = await outlast("destroy state --yes");
  expect(full).toMatchObject({ conclusion: "failure", log: expect.stringContaining("DESTROY_CONTENT") });
  // Ended at the first of each kind of request that changes anything, it is run again.
  const killedAt = new Set<string>();
  while ((await killedAtSomethingNew("destroy state --yes --delete-content", killedAt)) !== undefined);
  expect([...killedAt]).toEqual(
    expect.arrayContaining(["s3:DeleteObjectVersion", "s3:DeleteBucket", "iam:DeleteRole"]),
  );
  expect(await there()).toEqual(["bucket acme-state-of-others"]);
  expect(readFileSync(join(root, "site.config.ts"), "utf8")).toContain("bootstrapped: false");
  const again = await outlast("destroy state --yes --delete-content");
  expect(again).toMatchObject({
    conclusion: "success",
    log: expect.stringContaining("nothing to destroy"),
  });
});
