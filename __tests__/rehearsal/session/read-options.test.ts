import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SessionOptions } from "../../../rehearsal/session/options";
import { readOptions } from "../../../rehearsal/session/read-options";
import { readTraffic } from "../../../traffic/read";

const right: SessionOptions = {
  ...{ port: 0, controlPort: 0, host: "127.0.0.1", lag: "30s" },
  ...{ origin: [], fault: ["primary=503@50%,for:10m"], reading: ["headMiss=fetch-object"] },
  watch: true,
};

describe("options of a rehearsal", () => {
  it("are read before anything is synthesized", () => {
    expect(readOptions({ ...right, viewer: ["country=DE"] })).toEqual({
      readings: { headMiss: "fetch-object" },
      host: "127.0.0.1",
      lag: 30_000,
      visitors: expect.objectContaining({ facts: { country: "DE" } }),
    });
  });

  it("are refused together, each with what it takes", () => {
    const wrong = {
      ...{ ...right, host: " ", lag: "soon", fault: ["x", "primary=rain"], reading: ["a=b", "c=d"] },
      viewer: ["moon"],
    };
    const refused = () => readOptions(wrong);
    expect(refused).toThrow(expect.objectContaining({ exitCode: 2 }));
    for (const message of [
      'START_ADDRESS: --host " " is no address',
      "START_LAG: --lag soon is no duration",
      'START_FAULT: --fault: "x" is not a fault',
      'no effect "rain"',
      "START_SWITCH: --reading a=b: no reading is called a",
      "START_VIEWER: --viewer: there is no moon; there is country and device",
      "START_SWITCH: --reading c=d: no reading is called c",
    ])
      expect(refused).toThrow(message);
  });

  it("take the profile that traffic makes of logs for visitors like those, and none of nobody", async () => {
    const folder = mkdtempSync(join(tmpdir(), "outlast-options-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const profileOf = async (name: string, path: string) => {
      const fields = "date time x-edge-location sc-bytes cs-method cs-uri-stem sc-status";
      const line = ["2026-11-01", "10:00:01", "NRT12", "1000", "GET", path, "200"].join("\t");
      writeFileSync(join(folder, `${name}.log`), `#Fields: ${fields}\n${line}\n${line}\n`);
      const { profile } = await readTraffic(join(folder, `${name}.log`), { k: 1 });
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(profile));
      return file;
    };
    const { profile } = readOptions({ ...right, traffic: await profileOf("pages", "/docs/") });
    expect([profile?.asks(["/docs/"]), profile?.asks(["/other/"])]).toEqual([2, 0]);
    const images = await profileOf("images", "/logo.png");
    expect(() => readOptions({ ...right, traffic: images })).toThrow("START_TRAFFIC");
    const both = () => readOptions({ ...right, lag: "soon", traffic: join(folder, "none.json") });
    expect(both).toThrow("TRAFFIC_NOT_A_PROFILE");
    expect(both).toThrow("START_LAG");
  });
});
