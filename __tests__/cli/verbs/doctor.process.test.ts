import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** On a machine that has nothing, and may fetch nothing; a site that there is not ends it before anything is examined. */
function doctor(...args: readonly string[]) {
  const env = { ...process.env, PATH: "/nowhere", TERRAFORM: "none", OUTLAST_NO_DOWNLOAD: "1" };
  const { status, stderr } = spawnSync(
    process.execPath,
    ["bin/outlast.mjs", "doctor", "--site", "nowhere", ...args],
    { encoding: "utf8", env },
  );
  return { status, codes: stderr.match(/^[A-Za-z_-]+(?=: )/gm) };
}

test("doctor sets up what is missing with --fix alone, and goes on where it cannot", () => {
  expect(doctor()).toEqual({ status: 2, codes: ["SITE_UNKNOWN"] });
  const { codes, status } = doctor("--fix");
  expect(status).toBe(2);
  expect([codes?.[0], codes?.at(-1)]).toEqual(["terraform-missing", "SITE_UNKNOWN"]);
});
