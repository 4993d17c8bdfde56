import { expect, test } from "vitest";
import { atEachSite } from "../../cli/options/several-sites";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { OutlastError } from "../../errors/outlast-error";

const { checkFailed, done, toolFailed, wrongInput } = exitCodes;

/** What a site's work ends with: a code, or an error with that code. */
type End = { readonly ends: ExitCode } | { readonly fails: ExitCode };

async function worked(ends: readonly End[]) {
  let visited = 0;
  const work = async (end: End): Promise<ExitCode> => {
    visited++;
    if ("ends" in end) return end.ends;
    const problem = { severity: "error" as const, code: "A", value: `site ${visited}`, rule: "r", mend: "m" };
    throw new OutlastError([problem], { exitCode: end.fails });
  };
  const code = await atEachSite(ends, work).catch((error) => {
    if (!(error instanceof OutlastError)) throw error;
    return [error.exitCode, error.problems.map(({ value }) => value).join(", ")];
  });
  return { code, visited };
}

test("one site that fails keeps no other from its turn, and the worst of them is how it ends, whichever came last", async () => {
  expect(await worked([{ fails: toolFailed }, { ends: done }, { fails: checkFailed }])).toEqual({
    code: [toolFailed, "site 1, site 3"],
    visited: 3,
  });
  expect(await worked([{ fails: wrongInput }, { ends: checkFailed }])).toEqual({
    code: [checkFailed, "site 1"],
    visited: 2,
  });
  expect(await worked([{ ends: checkFailed }, { ends: done }])).toEqual({ code: checkFailed, visited: 2 });
  expect(await worked([{ ends: done }, { ends: done }])).toEqual({ code: done, visited: 2 });
});

test("a fault of outlast is no site's problem", async () => {
  await expect(atEachSite(["a"], () => Promise.reject(new TypeError("no")))).rejects.toThrow(TypeError);
});
