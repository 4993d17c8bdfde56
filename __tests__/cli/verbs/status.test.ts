import { expect, test, vi } from "vitest";
import { outlast } from "../../../cli/program";
import { outputsOf } from "../../support/site-outputs";

const waited = vi.hoisted(() => vi.fn(async (_milliseconds: number) => {}));
vi.mock("node:timers/promises", async (original) => ({
  ...(await original<typeof import("node:timers/promises")>()),
  setTimeout: waited,
}));
const located = vi.hoisted(() => vi.fn());
vi.mock("../../../cli/options/locate", () => ({ locateAll: located }));
const looked = vi.hoisted(() => vi.fn());
vi.mock("../../../operations/status/status", () => ({ runChecks: looked, renderChecks: vi.fn() }));

test("status --watch --all looks at every site again and again, and says a line each time what is next", async () => {
  located.mockResolvedValue(["docs", "shop"].map((site) => ({ outputs: { ...outputsOf("E1"), site } })));
  const primary = (ok: boolean) => [{ name: "origin-primary", ok, detail: ok ? "answers" : "answers 503" }];
  looked.mockResolvedValueOnce(primary(true)).mockResolvedValueOnce(primary(true));
  looked.mockResolvedValue(primary(false));
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  const enough = new Error("looked three times");
  waited.mockImplementation(async () => {
    if (waited.mock.calls.length === 3) throw enough;
  });
  const watching = ["status", "--watch", "--every", "7s", "--all", "--json"];
  await expect(outlast([]).parseAsync(["node", "outlast", ...watching])).rejects.toBe(enough);
  expect(waited.mock.calls).toEqual([[7_000], [7_000], [7_000]]);
  const [first, second, third] = lines.map((line) => JSON.parse(line));
  expect(first).toMatchObject([
    { site: "docs", ok: true },
    { site: "shop", ok: true },
  ]);
  const evacuate = (site: string) =>
    expect.stringMatching(new RegExp(`^npx outlast evacuate .*--site ${site}$`));
  expect(second).toMatchObject([
    { site: "docs", ok: false, next: { command: evacuate("docs") } },
    { site: "shop", ok: false, next: { command: evacuate("shop") } },
  ]);
  expect(third).toEqual(second);
});
