import { describe, expect, test } from "vitest";
import { destroySites, type EndingStack } from "../../delivery/destroy";
import { toolError } from "../../toolchain/errors";
import { Executioner, Killed } from "../support/release/killed";
import { VersionedAccount } from "../support/versioned-account";

const regions = { primary: "eu-central-1", replica: "eu-west-1", logs: "eu-central-1" } as const;
type Purpose = keyof typeof regions;
const health = [".well-known/outlast/primary", ".outlast/site.json"];

interface Resource {
  readonly address: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What a stack has made, in the order in which Terraform takes it away. */
function resourcesOf(site: string): Resource[] {
  const bucket = (purpose: Purpose) => ({
    address: `aws_s3_bucket.${purpose}`,
    attributes: { bucket: `${site}-${purpose}`, region: regions[purpose] },
  });
  return [
    { address: "aws_cloudfront_distribution.cdn", attributes: { id: `E-${site}` } },
    { address: "aws_lambda_function.headers", attributes: { function_name: site, skip_destroy: true } },
    { address: "aws_iam_role.headers", attributes: { id: site } },
    ...(["primary", "replica", "logs"] as const).map(bucket),
  ];
}

interface WorldOptions {
  /** Whether Terraform's state keeps up with what it does; a killed run has otherwise destroyed what its state still has. */
  readonly stateKeepsUp?: boolean;
  /** What happens while the question stands there. */
  readonly meanwhile?: (account: VersionedAccount) => void;
  /** What happens once a site's distribution is gone. */
  readonly afterDistribution?: (site: string, account: VersionedAccount) => void;
}

/** An account with two sites, of which one was never released, and with what is none of theirs. */
function world({ stateKeepsUp = true, meanwhile, afterDistribution }: WorldOptions = {}) {
  const account = new VersionedAccount();
  const killer = new Executioner();
  for (const [purpose, region] of Object.entries(regions)) {
    account.makeBucket(`shop-${purpose}`, region, ["index.html", "index.html", "a.css", "a.css", "log"]);
    account.makeBucket(`docs-${purpose}`, region, purpose === "logs" ? [] : health);
    account.makeBucket(`shop-${purpose}-of-others`, region, ["index.html"]);
  }
  account.write("shop-primary", "a.css", true);
  const made = new Set(["shop", "docs", "others"].flatMap((site) => namesOf(site)));
  const states = new Map(["shop", "docs"].map((site) => [site, resourcesOf(site)]));
  const said: string[] = [];

  const aws = killer.wrap({
    /** @throws where a bucket is not empty */
    async delete(site: string, { address, attributes }: Resource) {
      const { bucket } = attributes;
      if (bucket !== undefined && account.contents()[String(bucket)] && !account.deleteBucket(String(bucket)))
        throw toolError("bucket-not-empty", `deleting ${bucket}: api error BucketNotEmpty`);
      // It leaves the function where it is.
      if (!("skip_destroy" in attributes)) made.delete(`${site} ${address}`);
      if (address === "aws_cloudfront_distribution.cdn") afterDistribution?.(site, account);
    },
  });

  /** As Terraform goes about it: what is gone already is dropped, and one failure does not keep the rest. */
  async function terraformDestroy(site: string): Promise<void> {
    const left: Resource[] = [];
    let failure: unknown;
    const all = states.get(site) ?? [];
    for (const [at, resource] of all.entries()) {
      try {
        if (made.has(`${site} ${resource.address}`)) await aws.delete(site, resource);
      } catch (error) {
        if (error instanceof Killed) throw error;
        failure = error;
        left.push(resource);
      }
      if (stateKeepsUp) states.set(site, [...left, ...all.slice(at + 1)]);
    }
    states.set(site, left);
    if (failure !== undefined) throw failure;
  }

  async function* stacks(): AsyncGenerator<EndingStack> {
    for (const site of states.keys()) {
      const has = () => states.get(site) ?? [];
      yield {
        name: site,
        say: (text) => said.push(`${site}: ${text}`),
        note: (text) => said.push(`${site}: ${text}`),
        journal: { made: () => new Map(), keep: () => {} },
        state: {
          content: async () => {
            const had = has();
            return {
              addresses: new Set(had.map(({ address }) => address)),
              outputs: {},
              attributes: (type) =>
                had
                  .filter(({ address }) => address.startsWith(`${type}.`))
                  .map(({ attributes }) => attributes),
            };
          },
        },
        terraform: {
          destroy: async () => {
            await terraformDestroy(site);
            return { diagnostics: [] };
          },
        },
      };
    }
  }

  const run = (deleteContent: boolean) =>
    destroySites(stacks(), { deleteContent }, { confirm: async () => meanwhile?.(account) }, (bucket) =>
      killer.wrap(account.clientOf(bucket)),
    );
  const there = () => ({ made: [...made].sort(), contents: account.contents() });
  return { account, killer, run, said, states, there };
}

function namesOf(site: string): string[] {
  return resourcesOf(site).map(({ address }) => `${site} ${address}`);
}

async function requestsOf(options: WorldOptions): Promise<number> {
  const { killer, run } = world(options);
  await run(true);
  return killer.requests;
}

const others = {
  "shop-primary-of-others": ["index.html"],
  "shop-replica-of-others": ["index.html"],
  "shop-logs-of-others": ["index.html"],
};
const functions = ["docs aws_lambda_function.headers", "shop aws_lambda_function.headers"];
const nothingLeft = { made: [...functions, ...namesOf("others")].sort(), contents: others };

/** Logs and copies that were on their way when the buckets were emptied. */
const arriving = new Set<VersionedAccount>();
const late: WorldOptions["afterDistribution"] = (site, account) => {
  if (site !== "shop" || arriving.has(account)) return;
  arriving.add(account);
  account.write("shop-replica", "copy");
  account.write("shop-logs", "log");
};

describe("a destruction of released sites", () => {
  test.each([true, false])(
    "killed at any request, and again, is finished by the next run, which leaves nothing but what it said (the state keeps up: %s)",
    async (stateKeepsUp) => {
      const options = { stateKeepsUp, afterDistribution: late };
      const count = await requestsOf(options);
      expect(count).toBeGreaterThan(40);
      for (let at = 0; at < count; at++)
        for (const done of [false, true]) {
          const { killer, run, said, states, there } = world(options);
          killer.killAfter(at, done);
          await expect(run(true)).rejects.toThrow(Killed);
          killer.killAfter((at * 7) % 19, done);
          await run(true).catch((error) => expect(error).toBeInstanceOf(Killed));
          killer.spare();
          await run(true);
          expect(there()).toEqual(nothingLeft);
          expect([...states.values()].flat()).toEqual([]);
          for (const site of ["shop", "docs"])
            expect(said.filter((line) => line.startsWith(`${site}:   ${site} stays: AWS`))).not.toEqual([]);
          said.length = 0;
          await run(true);
          expect(said).toEqual(["shop: there is nothing to destroy", "docs: there is nothing to destroy"]);
        }
    },
  );

  test("touches nothing, were it killed at any request, unless their content is to be deleted", async () => {
    const before = world().there();
    for (let at = 0; at < 40; at++) {
      const { killer, run, there } = world();
      killer.killAfter(at, true);
      await expect(run(false)).rejects.toThrow();
      expect(there()).toEqual(before);
    }
  });
});

describe("a destruction that was not asked to delete content", () => {
  const released = (account: VersionedAccount) => account.write("docs-primary", "index.html");
  const emptied = (options: WorldOptions) => {
    const made = world(options);
    made.states.set("shop", []);
    return made;
  };

  test("takes a site that was never released, with what its deployment has written", async () => {
    const { run, states, there } = emptied({});
    await run(false);
    expect(states.get("docs")).toEqual([]);
    expect(Object.keys(there().contents).filter((name) => name.startsWith("docs-"))).toEqual([]);
  });

  test("leaves the site as it is where somebody has released while the question stood there", async () => {
    const { run, there } = emptied({ meanwhile: released });
    const { made, contents } = there();
    await expect(run(false)).rejects.toMatchObject({ code: "DESTROY_CONTENT", value: "docs-primary" });
    expect(there()).toEqual({ made, contents: { ...contents, "docs-primary": [...health, "index.html"] } });
  });

  test("never deletes what comes while the site goes, but says that it is there", async () => {
    const { run, there } = emptied({ afterDistribution: (_, account) => released(account) });
    await expect(run(false)).rejects.toMatchObject({ code: "DESTROY_CONTENT", value: "docs-primary" });
    expect(there().contents["docs-primary"]).toEqual(["index.html"]);
  });
});

test("what a killed deployment was making, and no state knows, is said to stay", async () => {
  const said: string[] = [];
  let kept: readonly string[] = [];
  const stack: EndingStack = {
    name: "shop",
    say: (text) => said.push(text),
    note: () => {},
    journal: {
      made: () =>
        new Map([
          ["aws_iam_role.headers", "shop"],
          ["aws_s3_bucket.replica", undefined],
        ]),
      keep: (addresses) => {
        kept = addresses;
      },
    },
    state: {
      content: async () => ({
        addresses: new Set(["aws_iam_role.headers", "data.aws_iam_policy_document.trust"]),
        outputs: {},
        attributes: () => [],
      }),
    },
    terraform: { destroy: async () => ({ diagnostics: [] }) },
  };
  await destroySites(
    (async function* () {
      yield stack;
    })(),
    { deleteContent: false },
    { confirm: async () => {} },
  );
  expect(said[0]).toMatch(/^1 resources go/);
  expect(said[1]).toMatch(/^ {2}aws_s3_bucket\.replica stays, if it is there: /);
  expect(kept).toEqual(["aws_s3_bucket.replica"]);
});
