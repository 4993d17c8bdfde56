import { afterEach, describe, expect, it, vi } from "vitest";
import { cliRules } from "../../../cli/errors";
import { reportingFailures } from "../../../cli/output/ending";
import { outlast } from "../../../cli/program";
import { readProject } from "../../../config";
import { EdgeBundleError, edgeProblem } from "../../../modules/edge-bundle/errors";
import { projectError } from "../../../project/errors";
import { edgeError } from "../../../rehearsal/edge/errors";
import { regionsError } from "../../../rehearsal/regions";
import { TerraformReadError } from "../../../rehearsal/terraform";
import {
  type ReleaseCode,
  releaseError,
  releaseErrors,
  releaseProblem,
  releaseRules,
  StoreError,
} from "../../../release";
import { toolError } from "../../../toolchain/errors";

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** How a verb ends that fails like this. */
async function failing(error: unknown, json: boolean) {
  const out = vi.spyOn(console, "log").mockImplementation(() => {});
  const err = vi.spyOn(console, "error").mockImplementation(() => {});
  const exitCode = await reportingFailures(json, () => Promise.reject(error));
  const printed = (spy: typeof out) => spy.mock.calls.flat().join("\n");
  return { exitCode, out: printed(out), err: printed(err) };
}

function configError(): unknown {
  try {
    return readProject({ default: { name: "docs" } });
  } catch (error) {
    return error;
  }
}

const format = { code: "TERRAFORM_FORMAT", address: "plan.json", attribute: "" } as const;
const sixty = edgeProblem("EDGE_FUNCTION_TOO_LARGE", "60000 bytes", { mend: "Use fewer." });

/** What is printed for a person, byte by byte where it is short. */
const failures: readonly [string, unknown, string, string | RegExp, number][] = [
  [
    "a release",
    releaseErrors([
      releaseProblem("RELEASE_NO_INDEX", "index.html"),
      releaseProblem("RELEASE_FOLDER_EMPTY", "dist"),
    ]),
    "RELEASE_NO_INDEX",
    /^RELEASE_NO_INDEX: index\.html\. The index .+ Check that .+\nRELEASE_FOLDER_EMPTY: dist\. A .+$/,
    2,
  ],
  [
    "a store",
    new StoreError("unavailable", "503"),
    "RELEASE_STORE_FAILED",
    "RELEASE_STORE_FAILED: 503\n  Run it again.",
    3,
  ],
  ["the config", configError(), "CONFIG_MISSING", /^error CONFIG_MISSING\n {2}at {4}regions\n/, 2],
  [
    "the command line",
    projectError("SITE_UNKNOWN", "no site is named x", "Choose one of: docs."),
    "SITE_UNKNOWN",
    "SITE_UNKNOWN: no site is named x\n  Choose one of: docs.",
    2,
  ],
  [
    "a tool",
    toolError("terraform-failed", "it ended with 1"),
    "terraform-failed",
    "terraform-failed: it ended with 1\n  Mend what it says and run it again.",
    3,
  ],
  [
    "the regions",
    regionsError("REGIONS_CORS", ["a: wrong", "b: wrong"]),
    "REGIONS_CORS",
    "REGIONS_CORS: a: wrong\nb: wrong",
    2,
  ],
  [
    "the edge",
    edgeError("EDGE_DISTRIBUTION_INVALID", "distribution E1 cannot be run", ["no origin"]),
    "EDGE_DISTRIBUTION_INVALID",
    "EDGE_DISTRIBUTION_INVALID: distribution E1 cannot be run:\n  - no origin",
    2,
  ],
  [
    "a function",
    new EdgeBundleError("viewer-request", [sixty]),
    "EDGE_FUNCTION_TOO_LARGE",
    /^edge function viewer-request:\n {2}EDGE_FUNCTION_TOO_LARGE: 60000 bytes\. .+ Use fewer\.$/,
    2,
  ],
  [
    "Terraform that is read",
    new TerraformReadError([{ ...format, rule: "it is not JSON", mend: "Give one" }]),
    "TERRAFORM_FORMAT",
    "TERRAFORM_FORMAT plan.json: it is not JSON. Give one.",
    2,
  ],
];

describe("a failure", () => {
  it.each(failures)("of %s is text on standard error", async (_, error, __, said, exitCode) => {
    const ended = await failing(error, false);
    expect(ended).toMatchObject({ exitCode, out: "" });
    if (typeof said === "string") expect(ended.err).toBe(said);
    else expect(ended.err).toMatch(said);
  });

  it.each(failures)("of %s is one JSON document on standard output", async (_, error, code, __, exitCode) => {
    const ended = await failing(error, true);
    expect(ended).toMatchObject({ exitCode, err: "" });
    expect(JSON.parse(ended.out).problems[0]).toMatchObject({
      code,
      severity: "error",
      value: expect.toSatisfy((value) => value !== undefined),
      rule: expect.any(String),
      mend: expect.any(String),
    });
  });

  it("of this program itself passes, once a machine is told", async () => {
    const fault = new TypeError("x is not a function");
    const out = vi.spyOn(console, "log").mockImplementation(() => {});
    await expect(reportingFailures(false, () => Promise.reject(fault))).rejects.toBe(fault);
    expect(out).not.toHaveBeenCalled();
    await expect(reportingFailures(true, () => Promise.reject(fault))).rejects.toBe(fault);
    expect(JSON.parse(String(out.mock.calls))).toEqual({
      problems: [
        {
          code: "OUTLAST_FAULT",
          severity: "error",
          value: "TypeError: x is not a function",
          ...{ rule: cliRules.OUTLAST_FAULT.rule, mend: cliRules.OUTLAST_FAULT.mend },
        },
      ],
    });
  });

  it.each([
    ["plan", "none", "STACK_UNKNOWN"],
    ["review", "/no/such/plan.json", "REVIEW_NOT_A_PLAN"],
    ["status", "--outputs=/no/such/outputs.json", "OUTPUTS_FILE"],
    ["verify", "--site=none", "SITE_UNKNOWN"],
  ])("of %s is one JSON document with --json", async (verb, argument, code) => {
    const out = vi.spyOn(console, "log").mockImplementation(() => {});
    await outlast([]).parseAsync(["node", "outlast", verb, argument, "--json"]);
    const { problems } = JSON.parse(String(out.mock.calls));
    expect({ problems, exitCode: process.exitCode }).toMatchObject({ problems: [{ code }], exitCode: 2 });
  });

  it.each(Object.entries(releaseRules).filter(([, rule]) => !("severity" in rule)))(
    "with %s ends with the exit code of whose fault it is",
    async (code, { exit }) => {
      expect((await failing(releaseError(code as ReleaseCode, "x"), false)).exitCode).toBe(exit);
      const { fault } = releaseProblem(code as ReleaseCode, "x");
      expect({ input: 2, check: 1, service: 3 }[fault]).toBe(exit);
    },
  );

  it("of a service counts more than input that is wrong as well", async () => {
    const both = [releaseProblem("RELEASE_NO_INDEX", "a"), releaseProblem("RELEASE_DENIED", "b")];
    expect((await failing(releaseErrors(both), false)).exitCode).toBe(3);
  });
});
