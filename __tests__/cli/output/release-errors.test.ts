import { afterEach, describe, expect, it, vi } from "vitest";
import { reportingFailures } from "../../../cli/output/release-errors";
import { ConfigError, readProject } from "../../../config";
import { CliError } from "../../../errors/outlast-error";
import { type ReleaseCode, ReleaseError, releaseProblem, releaseRules, StoreError } from "../../../release";
import { ToolError } from "../../../toolchain";

afterEach(() => vi.restoreAllMocks());

/** How a verb ends that fails like this. */
async function failing(error: unknown, json: boolean) {
  const out = vi.spyOn(console, "log").mockImplementation(() => {});
  const err = vi.spyOn(console, "error").mockImplementation(() => {});
  const exitCode = await reportingFailures(json, () => Promise.reject(error));
  const printed = (spy: typeof out) => spy.mock.calls.flat().join("\n");
  return { exitCode, out: printed(out), err: printed(err) };
}

function configError(): ConfigError {
  try {
    readProject({ default: { name: "docs" } });
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error("a site without regions was accepted");
}

const failures: readonly [string, unknown, string, number][] = [
  ["a release", ReleaseError.of("RELEASE_NO_INDEX", "index.html"), "RELEASE_NO_INDEX", 2],
  ["a store", new StoreError("unavailable", "503"), "RELEASE_STORE_FAILED", 3],
  ["the config", configError(), "CONFIG_MISSING", 2],
  ["the command line", new CliError("SITE_UNKNOWN", "no site is named x", "Choose one."), "SITE_UNKNOWN", 2],
  ["a tool", new ToolError("terraform-missing", "no terraform", "Install it."), "terraform-missing", 3],
];

describe("a failure", () => {
  it.each(failures)("of %s is text on standard error", async (_, error, code, exitCode) => {
    const ended = await failing(error, false);
    expect(ended).toMatchObject({ exitCode, out: "" });
    expect(ended.err).toContain(code);
  });

  it.each(failures)("of %s is one JSON document on standard output", async (_, error, code, exitCode) => {
    const ended = await failing(error, true);
    expect(ended).toMatchObject({ exitCode, err: "" });
    expect(JSON.parse(ended.out).problems[0]).toMatchObject({
      code,
      severity: "error",
      value: expect.toSatisfy((value) => value !== undefined),
      mend: expect.any(String),
    });
  });

  it("of this program itself passes", async () => {
    await expect(failing(new TypeError("x is not a function"), true)).rejects.toThrow(TypeError);
  });

  it.each(Object.entries(releaseRules).filter(([, { severity }]) => severity === "error"))(
    "with %s ends with the exit code of whose fault it is",
    async (code, { fault }) => {
      const { exitCode } = await failing(ReleaseError.of(code as ReleaseCode, "x"), false);
      expect(exitCode).toBe({ input: 2, check: 1, service: 3 }[fault]);
    },
  );

  it("of a service counts more than input that is wrong as well", async () => {
    const both = [releaseProblem("RELEASE_NO_INDEX", "a"), releaseProblem("RELEASE_DENIED", "b")];
    expect((await failing(new ReleaseError(both), false)).exitCode).toBe(3);
  });
});
