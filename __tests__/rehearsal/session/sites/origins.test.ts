import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GivenOrigins } from "../../../../rehearsal/session/sites/origins";
import { siteOfPlan } from "../support/served";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-origins-"));
  writeFileSync(join(folder, "index.html"), "home");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = async (...texts: string[]) => new GivenOrigins(texts).of([await siteOfPlan("api")]);

const notJustAnAddress = "a URL stands for an origin by its scheme, host, port and path alone";

describe("--origin", () => {
  it("fills a bucket with a folder, and lets a folder or a URL stand for a server", async () => {
    const { clients, folders } = await read(`app=${folder}`, `api=${folder}`);
    expect(folders).toEqual([{ folder, bucket: expect.stringContaining("app") }]);
    expect([...clients.keys()]).toEqual(["api"]);
    const served = await read("api=http://127.0.0.1:3000/v1", "app=https://localhost/");
    expect([...served.clients.keys()]).toEqual(["api", "app"]);
  });

  it.each([
    ["api=", "the target is missing"],
    ["api", "there is no origin id before an equals sign"],
    ["none=http://localhost", "no origin has this id; there is api, app"],
    ["=x", "there is no origin id before an equals sign"],
    ["api=http://", "this is no URL"],
    ["api=http://me:secret@localhost/", notJustAnAddress],
    ["api=http://localhost/?key=1", notJustAnAddress],
    ["api=http://localhost/#part", notJustAnAddress],
    ["api=/no/such/folder", "there is no folder /no/such/folder"],
  ])("refuses %s", async (text, problem) => {
    await expect(read(text)).rejects.toThrow(`START_ORIGIN: --origin ${text}: ${problem}`);
  });

  it("refuses a folder without the index document, and says what an origin_path has to do with it", async () => {
    const given = new GivenOrigins([`s3-content=${folder}`]);
    const site = await siteOfPlan("legacy-site");
    expect(() => given.of([site])).toThrow(
      `START_NO_INDEX: --origin s3-content=${folder}: there is no live/index.html in ${folder}; ` +
        "the origin reads below its origin_path /live",
    );
  });

  it("refuses a second thing in the place of one origin, or of one bucket", async () => {
    for (const second of [`app=${folder}`, "app=http://localhost/"])
      await expect(read(`app=${folder}`, second)).rejects.toThrow(/^START_ORIGIN: .* already/);
    await expect(read("api=http://localhost/", `api=${folder}`)).rejects.toThrow(/^START_ORIGIN: .* already/);
  });
});
