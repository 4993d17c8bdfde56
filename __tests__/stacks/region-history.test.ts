import { describe, expect, test } from "vitest";
import type { SiteInput } from "../../config";
import { siteJson } from "../support/site-json";

const [first, second, third, fourth] = ["eu-central-1", "eu-west-1", "eu-north-1", "us-west-2"] as const;
const place = (region: string) => ({ region, bucket: `shop-test-${region}` });
const oldPrimary = { region: first, bucket: "shop-primary-test" };
const oldReplica = { region: second, bucket: "shop-replica-test" };

/** What becomes of a site's regions, one after the other. */
const regions = {
  roles: { primary: first, replica: second },
  named: { primary: oldPrimary, replica: oldReplica },
  swapped: { primary: oldReplica, replica: oldPrimary },
  promoted: { primary: oldReplica, replica: place(third), forgotten: [oldPrimary] },
  promotedTwice: { primary: place(third), replica: place(fourth), forgotten: [oldPrimary, oldReplica] },
  replicaLost: { primary: oldPrimary, replica: place(third), forgotten: [oldReplica] },
  adopted: { primary: oldReplica, replica: oldPrimary, forgotten: [place(third)] },
} as const satisfies Record<string, SiteInput["regions"]>;

/** Those that are lost by a step, and the bucket names that it keeps. */
const steps = [
  { from: "roles", to: "named" },
  { from: "roles", to: "swapped" },
  { from: "named", to: "swapped" },
  { from: "roles", to: "promoted", lost: first },
  { from: "named", to: "promoted", lost: first },
  { from: "promoted", to: "promotedTwice", lost: second },
  { from: "roles", to: "replicaLost", lost: second },
  { from: "promoted", to: "adopted", lost: third },
] as const satisfies readonly {
  readonly from: keyof typeof regions;
  readonly to: keyof typeof regions;
  readonly lost?: string;
}[];

const variants: Readonly<Record<string, Partial<SiteInput>>> = {
  plain: {},
  full: {
    replication: { twoWay: true },
    distribution: { accessLogs: { format: "json" } },
    monitoring: { email: "owner@example.com" },
  },
};

/** Services that have no region, or one for all. */
const isGlobal = (address: string) => /^aws_(iam|cloudfront|cloudfrontkeyvaluestore|route53)_/.test(address);

type Known = Readonly<Record<string, { readonly region: string; readonly name: unknown }>>;

function stackOf(form: keyof typeof regions, variant: Partial<SiteInput>) {
  const json = siteJson({ ...variant, regions: regions[form] });
  const { moved = [], removed = [] } = json as unknown as {
    readonly moved?: readonly { readonly from: string; readonly to: string }[];
    readonly removed?: readonly {
      readonly from: string;
      readonly lifecycle: { readonly destroy: boolean };
    }[];
  };
  const providers = Object.fromEntries(
    json.provider.aws.map(({ alias, region }) => [alias ? `aws.${alias}` : "aws", String(region)]),
  );
  const known: Known = Object.fromEntries(
    Object.entries(json.resource ?? {}).flatMap(([type, blocks]) =>
      Object.entries(blocks).map(([id, block]) => {
        const address = `${type}.${id}`;
        const at = providers[String(block.provider ?? "aws")] ?? "no provider";
        return [address, { region: isGlobal(address) ? "all" : at, name: block.bucket ?? block.name }];
      }),
    ),
  );
  return { known, moved, providers, removed };
}

/** Whether a provider was that of a region that is forgotten, and had another one in its place. */
const standIn = (form: keyof typeof regions, alias: string) => {
  const of = regions[form];
  const forgotten: readonly { readonly region: string }[] = "forgotten" in of ? of.forgotten : [];
  return forgotten.some(({ region }) => alias === `aws.${region.replaceAll("-", "_")}`);
};

describe.each(Object.entries(variants))("the regions of a %s site change", (_, variant) => {
  test.each(steps)("from $from to $to", ({ from, to, ...step }) => {
    const before = stackOf(from, variant);
    const after = stackOf(to, variant);
    const lost = "lost" in step ? step.lost : undefined;
    const movedTo = new Map(after.moved.map((block) => [block.from, block.to]));
    const forgotten = new Set(after.removed.map((block) => block.from));
    expect(after.removed.every(({ lifecycle }) => !lifecycle.destroy)).toBe(true);

    for (const [address, was] of Object.entries(before.known)) {
      const now = movedTo.get(address) ?? address;
      const is = after.known[now];
      // What is forgotten is declared nowhere, and is all that was in the region that is lost; and logs of a former primary.
      const isLeft = /\.(\w+_)?logs_/.test(address) && is === undefined;
      expect([address, forgotten.has(address)]).toEqual([address, was.region === lost || isLeft]);
      if (was.region === lost) expect(movedTo.has(address), address).toBe(false);
      // An address that stays, or is moved, is in the region where it was: a plan would look for it where it is not.
      else if (is) expect([now, is.region]).toEqual([now, was.region]);
      // Buckets stay, under their names; what they replicate to may be another one.
      else if (!isLeft && !/replication/.test(address)) expect(address).not.toMatch(/^aws_s3_bucket/);
      if (was.region !== lost && /^aws_s3_bucket\./.test(address) && !isLeft) expect(is?.name).toBe(was.name);
    }
    for (const { from: address } of [...after.moved, ...after.removed])
      expect(after.known, address).not.toHaveProperty([address]);
  });

  test.each(steps)(
    "from $from to $to, each provider that the state names is there, and answers",
    ({ from, to, ...step }) => {
      const [before, after] = [stackOf(from, variant), stackOf(to, variant)];
      const lost = "lost" in step ? step.lost : undefined;
      expect(Object.keys(after.providers)).toEqual(expect.arrayContaining(Object.keys(before.providers)));
      expect(Object.values(after.providers)).not.toContain(lost);
      for (const [alias, region] of Object.entries(before.providers))
        if (alias !== "aws" && region !== lost && !standIn(from, alias))
          expect([alias, after.providers[alias]]).toEqual([alias, region]);
    },
  );
});

describe("a site whose buckets have names of their own", () => {
  test("has a store and a function of its pair: the switch says nothing of another one", () => {
    const nameOf = (form: keyof typeof regions) => {
      const { known } = stackOf(form, {});
      const names = Object.entries(known).filter(([address]) =>
        /viewer_request_(store|function)$/.test(address),
      );
      return names.map(([, { name }]) => name);
    };
    expect(nameOf("named")).toEqual(nameOf("roles"));
    expect(nameOf("promoted")).toEqual(["shop-viewer-request-eu-west-1", "shop-eu-west-1"]);
    expect(nameOf("promotedTwice")).toEqual(["shop-viewer-request-eu-north-1", "shop-eu-north-1"]);
  });
});
