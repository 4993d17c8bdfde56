import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { IamCall } from "../../rehearsal/cloud/iam";
import { LocalCloud } from "../../rehearsal/session/cloud/local-cloud";
import { startLeashed, startMoto } from "../../toolchain";
import { eventually } from "../support/eventually";
import { processesIn } from "../support/processes";
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
/** Whether a verb is being killed: on a busy machine it would ask for much until it is gone, and give back a lock or not. */
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
  // The AWS CLI would ask this machine through the proxy too, which Terraform does not.
  env = { ...Object.fromEntries(defined), AWS_REGION: "eu-west-1", CI: "true", NO_PROXY: "127.0.0.1" };
});

afterAll(async () => {
  await providers?.close();
  await proxy?.close();
  await local?.close();
});

/** Runs a line of shell as a person would. */
const line = (run: string) => runJob({ steps: [{ run }] }, { workspace: root, env, values: {} });
const outlast = (verb: string) => line(`npx outlast ${verb}`);

const changes = /:(?:Delete|Put|Detach)/;

/** Kills the verb, and its Terraform with it, when it first asks for such a thing that it has not asked for before. */
async function killedAtSomethingNew(verb: string, known: Set<string>, such = changes) {
  const program = [join(root, "bin/outlast.mjs"), ...verb.split(" ")];
  const { process: run, letGo } = startLeashed(process.execPath, program, {
    ...{ cwd: root, env: { ...process.env, ...env }, graceMs: 0, output: "pipe" },
  });
  let said = "";
  for (const stream of [run.stdout, run.stderr]) stream?.on("data", (chunk) => (said += chunk));
  let at: string | undefined;
  onCall = ({ action }) => {
    if (at !== undefined || known.has(action) || !such.test(action)) return;
    at = action;
    known.add(action);
    isDying = true;
    letGo();
  };
  await once(run, "close");
  await eventually(() => expect(processesIn(root)).toEqual([]));
  onCall = () => {};
  isDying = false;
  return { at, said };
}

/** Runs the verb, and the import that it says where it ends of what is there, until it ends well. */
async function afterImports(verb: string): Promise<void> {
  for (;;) {
    const { conclusion, log } = await outlast(verb);
    if (conclusion === "success") return;
    const [, take] = /if it is this project's: (terraform .+)/.exec(log) ?? [];
    if (take === undefined) throw new Error(log);
    expect(await line(take)).toMatchObject({ conclusion: "success" });
  }
}

test("the state stack is made by a bootstrap after one that was killed, and goes with its bucket and its roles, though its first state still lies here, and then there is nothing to destroy", async () => {
  // AWS has made the policy, and nobody has noted its id.
  const madePolicy = await killedAtSomethingNew("bootstrap --yes", new Set(), /:CreatePolicy$/);
  expect(madePolicy.at).toBe("iam:CreatePolicy");
  await afterImports("bootstrap --yes");
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
  const cleared: string[] = [];
  for (;;) {
    const { at, said } = await killedAtSomethingNew(
      "destroy state --yes --delete-content --lock-timeout 1s",
      killedAt,
    );
    if (at !== undefined) continue;
    // What was killed within the moving of the state has left its lock.
    const [, clear] = /Only if it is known to be dead: (.+)/.exec(said) ?? [];
    if (clear === undefined) break;
    cleared.push(clear);
    expect(await line(clear)).toMatchObject({ conclusion: "success" });
  }
  expect(cleared).toEqual(["aws s3 rm s3://acme-state/stacks/state.tfstate.tflock"]);
  expect([...killedAt]).toEqual(
    expect.arrayContaining(["s3:PutObject", "s3:DeleteObjectVersion", "s3:DeleteBucket", "iam:DeleteRole"]),
  );
  expect(await there()).toEqual(["bucket acme-state-of-others"]);
  expect(readFileSync(join(root, "site.config.ts"), "utf8")).toContain("bootstrapped: false");
  const again = await outlast("destroy state --yes --delete-content");
  expect(again).toMatchObject({
    conclusion: "success",
    log: expect.stringContaining("nothing to destroy"),
  });
});
