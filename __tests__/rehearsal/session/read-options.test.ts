import { describe, expect, it } from "vitest";
import type { SessionOptions } from "../../../rehearsal/session/options";
import { readOptions } from "../../../rehearsal/session/read-options";

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
});
