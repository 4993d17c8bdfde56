import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { outlast } from "../../../cli/program";
import { deployedAt } from "../../support/deployed-at";
import { type PartialAws, startPartialAws } from "../../support/partial-aws";
import { projectOf } from "../../support/project-of";
import { smallSite } from "../../support/sites";
import { stubEndpoint } from "../../support/stub-endpoint";

const wasTTY = process.stdin.isTTY;
const said: string[] = [];
const errors: string[] = [];
let aws: PartialAws;
let folder: string;

beforeAll(async () => {
  aws = await startPartialAws("http://127.0.0.1:1");
  stubEndpoint(aws.url);
  folder = projectOf(...["docs", "shop"].map((name) => ({ ...smallSite, name })));
  for (const name of ["docs", "shop"]) {
    deployedAt(aws, name);
    // Before a verb runs Terraform, it refuses what somebody else has put there, and names it.
    mkdirSync(join(folder, "cdktf.out/stacks", name), { recursive: true });
    writeFileSync(join(folder, "cdktf.out/stacks", name, "foreign.tf"), "");
  }
});
afterAll(async () => {
  process.stdin.isTTY = wasTTY;
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await aws.close();
});
beforeEach(() => {
  said.length = 0;
  errors.length = 0;
  vi.spyOn(console, "log").mockImplementation((text) => void said.push(String(text)));
  vi.spyOn(console, "error").mockImplementation((text) => void errors.push(String(text)));
  process.stdin.isTTY = true;
});
afterEach(() => {
  process.exitCode = 0;
});

async function run(...args: readonly string[]): Promise<void> {
  const program = outlast([]);
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({ outputError: () => {} });
  await program.parseAsync(["node", "outlast", ...args]);
}

/** The sites whose stacks a verb was about to work on, by what it refuses of them; undefined where it did not come so far. */
async function sitesOf(...args: readonly string[]): Promise<readonly string[] | undefined> {
  errors.length = 0;
  await run(...args);
  const refusal = errors.find((text) => text.startsWith("STACK_FOLDER_FOREIGN: "));
  return refusal === undefined
    ? undefined
    : [...refusal.matchAll(/(\w+)\/foreign\.tf/g)].map(([, name = ""]) => name);
}

describe.each(["plan", "apply", "drift", "deploy", "destroy"])("%s", (verb) => {
  test("takes a site by --site, as every verb does, or by its name", async () => {
    expect(await sitesOf(verb, "--site", "docs")).toEqual(["docs"]);
    expect(await sitesOf(verb, "docs", "shop")).toEqual(["docs", "shop"]);
  });
});

test("destroy without a name is refused, where it is every site to other verbs", async () => {
  expect(await sitesOf("deploy")).toEqual(["docs", "shop"]);
  await expect(sitesOf("destroy", "--yes")).rejects.toMatchObject({ code: "commander.error" });
  expect(errors).toEqual([]);
});

test("deploy asks nothing, and does nothing, where nobody is there and --yes is not given", async () => {
  process.stdin.isTTY = false;
  expect(await sitesOf("deploy", "docs")).toBeUndefined();
  expect(errors).toEqual([expect.stringMatching(/^NOT_CONFIRMED: .*\n {2}Give --yes\.$/)]);
  expect(await sitesOf("deploy", "docs", "--yes")).toEqual(["docs"]);
});

test.each([["deploy"], ["destroy", "docs"], ["bootstrap"]])(
  "%s says that there are no credentials before it says that nobody is there",
  async (...args) => {
    process.stdin.isTTY = false;
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, undefined);
    for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) vi.stubEnv(name, devNull);
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    await run(...args);
    stubEndpoint(aws.url);
    expect(errors.map((text) => text.split(":")[0])).toEqual(["CREDENTIALS_NONE"]);
  },
);

describe("rollback", () => {
  /** Of a site whose live release is of another commit, which is left as it is. */
  const args = ["rollback", "--of", "c0ffee"];
  const left = (...names: readonly string[]) =>
    names.map((name) => `https://${name}.test has no release: left as it is`);

  test("takes several sites by --site, and by --sites, which is said to be its former name", async () => {
    await run(...args, "--site", "docs,shop");
    expect([said, errors]).toEqual([left("docs", "shop"), []]);
    said.length = 0;
    await run(...args, "--sites", "docs,");
    expect(said).toEqual(left("docs"));
    expect(errors).toEqual(["--sites is now called --site: write --site docs,"]);
  });

  test("does nothing where no site is named, as where each has passed", async () => {
    await run(...args, "--site", "");
    expect([said, errors, process.exitCode]).toEqual([[], [], 0]);
  });

  test("refuses one document of several sites", async () => {
    const both = run("rollback", "--site", "docs,shop", "--json");
    await expect(both).rejects.toMatchObject({ code: "commander.error" });
    expect([said, errors]).toEqual([[], []]);
  });
});

test("every verb that is about sites has --site, and whatever has to be given is marked", () => {
  const verbs = outlast([]).commands;
  const without = verbs.filter(({ options }) => !options.some(({ long }) => long === "--site"));
  expect(without.map((verb) => verb.name())).toEqual([
    "init",
    "fault",
    "mend",
    "synth",
    "audit",
    "run",
    "bootstrap",
    "review",
    "fetch-plan",
    "comment",
    "completion",
  ]);
  for (const verb of verbs)
    for (const { flags, mandatory } of verb.options)
      if (mandatory) expect(verb.helpInformation()).toMatch(new RegExp(`${flags} .*\\(required\\)`));
});
