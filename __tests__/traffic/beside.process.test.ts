import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { packageRoot } from "../../config/package-root";
import { readTraffic } from "../../traffic/read";

const readers = { program: join(packageRoot(), "bin/run.mjs"), worthwhile: 0, readers: 2 };
const fields =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(User-Agent) x-edge-result-type";
let folder: string;

function logOf(day: number): string {
  const lines = Array.from({ length: 300 }, (_, at) =>
    [
      ...[`2026-11-0${day}`, `${String(at % 24).padStart(2, "0")}:00:01`, "FRA56-P1", "1000"],
      ...[`203.0.113.${at % 40}`, "GET", `d${day % 2}.cloudfront.net`, `/page-${at % 9}/`, "200"],
      ...["Mozilla/5.0", at % 3 === 0 ? "Miss" : "Hit"],
    ].join("\t"),
  );
  return `#Fields: ${fields}\n${lines.join("\n")}\n`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-beside-"));
  for (const day of [1, 2, 3, 4, 5])
    writeFileSync(join(folder, `E1.2026-11-0${day}.gz`), gzipSync(logOf(day)));
  writeFileSync(join(folder, "E1.half.gz"), gzipSync(logOf(6)).subarray(0, 400));
  writeFileSync(join(folder, "E1.empty.gz"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

it("several processes read a folder as one does, with what is wrong in it by the order of its files", async () => {
  const beside = await readTraffic(folder, { readers });
  expect(beside).toEqual(await readTraffic(folder));
  expect(beside).toMatchObject({ files: 7, empty: 1, broken: [{ file: "E1.half.gz" }] });
  expect(beside.profile.distributions).toMatchObject({ "d1.cloudfront.net": 900 });
});

it("one distribution alone is told apart by each of them, and with nothing of it nothing is left", async () => {
  const options = { distribution: "d0.cloudfront.net", k: 3 };
  expect(await readTraffic(folder, { ...options, readers })).toEqual(await readTraffic(folder, options));
  await expect(readTraffic(folder, { distribution: "d9.cloudfront.net", readers })).rejects.toMatchObject({
    code: "TRAFFIC_NOTHING_LEFT",
  });
});

it("what cannot be started is said, and nobody waits for it", async () => {
  const program = join(folder, "none.mjs");
  await expect(readTraffic(folder, { readers: { ...readers, program } })).rejects.toThrow(
    /Cannot find module/,
  );
});
