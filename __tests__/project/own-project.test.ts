import { expect, test } from "vitest";
import { ownProject } from "../../project/own-project";

test("a shell of the local cloud has its state in the bucket there, whatever the config says of AWS", () => {
  const { sites, deployment } = ownProject({});
  const there = ownProject({ OUTLAST_BOOTSTRAPPED: "true" });
  expect(deployment?.bootstrapped).toBe(false);
  expect(there.deployment).toEqual({ ...deployment, bootstrapped: true });
  expect(there.sites).toEqual(sites);
});
