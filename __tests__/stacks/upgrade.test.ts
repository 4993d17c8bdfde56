import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readProject } from "../../config";
import { loadModule } from "../../project/load-module";
import { synthesize } from "../../stacks/synthesize";

const published = "__tests__/fixtures/published";
const outdir = mkdtempSync(join(tmpdir(), "outlast-upgrade-"));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** What a resource is told apart by on AWS: another value would replace it, or make a second one. */
const identity = [
  ...["bucket", "name", "name_prefix", "function_name", "alarm_name", "dashboard_name", "key", "domain_name"],
  ...[
    "provider",
    "zone_id",
    "type",
    "topic_arn",
    "role",
    "policy_name",
    "runtime",
    "delivery_destination_type",
  ],
];

type Block = Readonly<Record<string, unknown>>;
type Identities = Readonly<Record<string, Block>>;

/** Address to identity of every resource of the stacks of a config. */
function identities(config: string): Readonly<Record<string, Identities>> {
  const stacks = synthesize(readProject(loadModule(resolve(config))), { outdir });
  return Object.fromEntries(
    stacks.map(({ file, name }) => {
      const { resource } = JSON.parse(readFileSync(file, "utf8")) as {
        resource: Readonly<Record<string, Identities>>;
      };
      const all = Object.entries(resource).flatMap(([type, byId]) =>
        Object.entries(byId).map(([id, block]) => [`${type}.${id}`, identityOf(block)] as const),
      );
      return [name, Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)))];
    }),
  );
}

function identityOf(block: Block): Block {
  return Object.fromEntries(identity.flatMap((key) => (key in block ? [[key, block[key]]] : [])));
}

describe("a site of every version that was published", () => {
  test("is kept by the version that is next: CONTRIBUTING.md says how it is written", () => {
    expect(readdirSync(published)).toContain(JSON.parse(readFileSync("package.json", "utf8")).version);
  });

  test.each(readdirSync(published))(
    "%s has its resources still, by the addresses and names that they have",
    (version) => {
      const file = `${published}/${version}/resources.json`;
      const now = identities(`${published}/${version}/site.config.ts`);
      // A version is added when it is released: CONTRIBUTING.md.
      if (process.env.OUTLAST_PUBLISH === version) writeFileSync(file, `${JSON.stringify(now, null, 1)}\n`);
      const then: typeof now = JSON.parse(readFileSync(file, "utf8"));
      const kept = Object.fromEntries(
        Object.entries(then).map(([stack, resources]) => [
          stack,
          Object.fromEntries(Object.keys(resources).map((address) => [address, now[stack]?.[address]])),
        ]),
      );
      expect(kept).toEqual(then);
      expect(Object.values(then).flatMap(Object.keys).length).toBeGreaterThan(50);
    },
  );
});
