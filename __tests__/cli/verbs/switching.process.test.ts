import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { outlast } from "../../../cli/program";
import { operationsError } from "../../../operations/errors";
import type { ThrowSwitchOptions } from "../../../operations/switch/throw-switch";
import { outputsOf } from "../../support/site-outputs";

const located = vi.hoisted(() => vi.fn());
vi.mock("../../../cli/options/locate", () => ({ locateAll: located }));
const thrown = vi.hoisted(() => vi.fn());
vi.mock("../../../operations/switch/throw-switch", () => ({ throwSwitch: thrown }));

beforeEach(() => {
  located.mockResolvedValue(
    ["docs", "shop", "blog"].map((site) => ({ outputs: { ...outputsOf("E1"), site } })),
  );
  vi.spyOn(console, "log").mockReturnValue();
  vi.spyOn(console, "error").mockReturnValue();
});
afterEach(() => {
  process.exitCode = 0;
  vi.restoreAllMocks();
});

test.each([
  ["evacuate", "replica"],
  ["return", "primary"],
])("%s --all moves every site that can be moved, and ends with why another was not", async (verb, side) => {
  thrown.mockImplementation(async ({ outputs: { site }, ...how }: ThrowSwitchOptions) => {
    expect(how).toMatchObject({ side, reason: "an outage", anyway: false });
    if (site === "shop") throw operationsError("SWITCH_NOT_READY", `the ${side} fails`);
    return { site, side, changed: true };
  });
  await outlast([]).parseAsync(["node", "outlast", verb, "--all", "--reason", "an outage", "--yes"]);
  const lines = vi.mocked(console.log).mock.calls.map(([line]) => line);
  expect(lines).toEqual(
    ["docs", "blog"].map((site) => `${site}: the ${side} is asked first, at every edge within seconds`),
  );
  expect(console.error).toHaveBeenCalledWith(expect.stringMatching(/^SWITCH_NOT_READY: the \w+ fails/));
  expect(process.exitCode).toBe(1);
});
