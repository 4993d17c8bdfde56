import { beforeEach, describe, expect, test, vi } from "vitest";
import { outlast } from "../../../cli/program";
import { operationsError } from "../../../operations/errors";

const asked = vi.hoisted(() => vi.fn(async (_names: readonly string[]) => true));
/** Of rollback: a site whose live release is of another commit, which is left as it is. */
const opened = vi.hoisted(() =>
  vi.fn(async (_options: { readonly site?: string }) => ({
    outputs: { url: "https://docs.test" },
    reading: async () => ({ kept: [] }),
  })),
);
vi.mock("../../../cli/options/deployed-site", () => ({ openSite: opened, releaseOptions: vi.fn() }));
const identified = vi.hoisted(() => vi.fn());
vi.mock("../../../operations/caller", () => ({ identifyCaller: identified }));
vi.mock("../../../delivery/apply", () => ({ apply: asked }));
vi.mock("../../../delivery/deploy", () => ({ deploy: asked }));
vi.mock("../../../delivery/destroy", () => ({ destroy: asked }));
vi.mock("../../../delivery/drift", () => ({
  drift: async (names: string[]) => (await asked(names)) && "",
  noDrift: "",
}));
vi.mock("../../../delivery/plan", () => ({ plan: async (names: string[]) => (await asked(names)) && [] }));

beforeEach(() => {
  asked.mockClear();
  opened.mockClear();
  vi.spyOn(console, "log").mockReturnValue();
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  process.stdin.isTTY = true;
});

/** The names that a verb was called with. */
async function namesOf(...args: readonly string[]): Promise<readonly string[] | undefined> {
  const program = outlast([]);
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({ outputError: () => {} });
  await program.parseAsync(["node", "outlast", ...args]);
  return asked.mock.calls[0]?.[0];
}

describe.each(["plan", "apply", "drift", "deploy", "destroy"])("%s", (verb) => {
  test("takes a site by --site, as every verb does, or by its name", async () => {
    expect(await namesOf(verb, "--site", "docs")).toEqual(["docs"]);
    asked.mockClear();
    expect(await namesOf(verb, "docs", "shop")).toEqual(["docs", "shop"]);
  });
});

test("destroy without a name is refused, where it is every site to other verbs", async () => {
  expect(await namesOf("deploy")).toEqual([]);
  asked.mockClear();
  await expect(namesOf("destroy", "--yes")).rejects.toMatchObject({ code: "commander.error" });
  expect(asked).not.toHaveBeenCalled();
});

test("deploy asks nothing, and does nothing, where nobody is there and --yes is not given", async () => {
  process.stdin.isTTY = false;
  const said = vi.spyOn(console, "error").mockReturnValue();
  expect(await namesOf("deploy", "docs")).toBeUndefined();
  expect(said).toHaveBeenCalledWith(expect.stringMatching(/^NOT_CONFIRMED: .*\n {2}Give --yes\.$/));
  expect(await namesOf("deploy", "docs", "--yes")).toEqual(["docs"]);
  process.exitCode = 0;
});

test.each([["deploy"], ["destroy", "docs"], ["bootstrap"]])(
  "%s says that there are no credentials before it says that nobody is there",
  async (...args) => {
    process.stdin.isTTY = false;
    const said = vi.spyOn(console, "error").mockReset().mockReturnValue();
    identified.mockRejectedValueOnce(operationsError("CREDENTIALS_NONE", "no credentials were found"));
    expect(await namesOf(...args)).toBeUndefined();
    expect(said.mock.calls.map(([text]) => String(text).split(":")[0])).toEqual(["CREDENTIALS_NONE"]);
    process.exitCode = 0;
  },
);

describe("rollback", () => {
  const args = ["--of", "c0ffee"];
  beforeEach(() => {
    vi.spyOn(console, "error").mockReset().mockReturnValue();
    process.exitCode = 0;
  });

  test("takes several sites by --site, and by --sites, which is said to be its former name", async () => {
    await namesOf("rollback", ...args, "--site", "docs,shop");
    expect(opened.mock.calls.map(([{ site }]) => site)).toEqual(["docs", "shop"]);
    expect(console.error).not.toHaveBeenCalled();
    opened.mockClear();
    await namesOf("rollback", ...args, "--sites", "docs,");
    expect(opened.mock.calls.map(([{ site }]) => site)).toEqual(["docs"]);
    expect(console.error).toHaveBeenCalledWith("--sites is now called --site: write --site docs,");
  });

  test("does nothing where no site is named, as where each has passed", async () => {
    await namesOf("rollback", ...args, "--site", "");
    expect(opened).not.toHaveBeenCalled();
    expect(process.exitCode).toBe(0);
  });

  test("refuses one document of several sites", async () => {
    const both = namesOf("rollback", "--site", "docs,shop", "--json");
    await expect(both).rejects.toMatchObject({ code: "commander.error" });
    expect(opened).not.toHaveBeenCalled();
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
