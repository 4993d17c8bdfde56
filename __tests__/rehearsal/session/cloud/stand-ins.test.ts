import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Distribution } from "../../../../rehearsal/edge";
import { StandIns } from "../../../../rehearsal/session/cloud/stand-ins";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-stand-ins-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const withOrigin = (id: string) =>
  [{ origins: [{ id, domainName: "api.example.com" }] }] as unknown as Distribution[];

describe("what stands for an origin", () => {
  test("is told once a distribution has the origin, and at the end if none had", () => {
    const standIns = new StandIns(["api=http://localhost:3000", `files=${folder}`]);
    expect([...standIns.clients.keys()]).toEqual(["api", "files"]);
    expect(standIns.found(withOrigin("other"))).toEqual([]);
    expect(standIns.found(withOrigin("api"))).toEqual([
      "http://localhost:3000 stands for the origin api (api.example.com)",
    ]);
    expect(standIns.found(withOrigin("api"))).toEqual([]);
    expect(standIns.left()).toEqual(["--origin files: no distribution had an origin of this id"]);
    standIns.close();
  });

  test.each([
    ["http://localhost:3000", "there is no origin id"],
    ["=http://localhost:3000", "there is no origin id"],
    ["api", "there is no origin id"],
    ["api=http://", "this is no URL"],
    ["api=/no/such/folder", "there is no folder /no/such/folder"],
  ])("is refused as %s", (given, problem) => {
    expect(() => new StandIns([given])).toThrow(
      expect.objectContaining({ code: "CLOUD_ORIGIN", message: expect.stringContaining(problem) }),
    );
  });
});
