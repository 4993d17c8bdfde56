import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { drilled } from "../../cli/options/drilled";
import { drillResult } from "../support/drill-results";

const folder = mkdtempSync(join(tmpdir(), "outlast-drilled-"));
const kept = join(folder, "result.json");
const wasTTY = process.stdout.isTTY;
writeFileSync(kept, JSON.stringify(drillResult()));
beforeEach(() => {
  // A drill sets it, for the whole process.
  vi.stubEnv("TZ", process.env.TZ);
});
afterEach(() => {
  process.stdout.isTTY = wasTTY;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a result that was kept is told as. */
async function told(isTTY: boolean, noColor: string | undefined): Promise<string> {
  const log = vi.spyOn(console, "log").mockReset().mockReturnValue();
  process.stdout.isTTY = isTTY;
  vi.stubEnv("NO_COLOR", noColor);
  await drilled([], { result: kept, seed: "outlast", json: false });
  return log.mock.calls.map(([text]) => String(text)).join("\n");
}

// https://no-color.org: whatever it is set to, unless that is empty.
test("the table has colours on a terminal, but where NO_COLOR is set, and then the same text", async () => {
  const coloured = await told(true, undefined);
  expect(coloured).toContain("\u001b[");
  expect(await told(true, "")).toBe(coloured);
  const plain = stripVTControlCharacters(coloured);
  expect(await told(true, "1")).toBe(plain);
  expect(await told(false, undefined)).toBe(plain);
});
