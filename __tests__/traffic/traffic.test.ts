import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { monthLike } from "../../traffic/month";
import { parseProfile } from "../../traffic/profile";
import { readProfile, readTraffic, summaryOf } from "../../traffic/read";

const fields =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type sc-content-type sc-range-start";
const head = `#Version: 1.0\n#Fields: ${fields}\n`;
const browser = "Mozilla/5.0%20(Windows%20NT%2010.0)%20Firefox/140.0";

interface Asked {
  readonly path?: string;
  readonly status?: number;
  readonly hour?: string;
  readonly agent?: string;
  readonly result?: string;
  readonly location?: string;
}

/** A line with somebody in it: address, referrer, query and cookie. */
function line({
  path = "/",
  status = 200,
  hour = "10",
  agent = browser,
  result = "Hit",
  location = "FRA56-P1",
}: Asked = {}): string {
  const type = path.endsWith(".css") ? "text/css" : "text/html";
  return [
    ...["2026-11-01", `${hour}:00:01`, location, "1000", "203.0.113.77", "GET", "d111.cloudfront.net", path],
    ...[String(status), "https://secret.example/", agent, "token=hunter2", "session=abc", result, type, "-"],
  ].join("\t");
}

const lines = (count: number, asked?: Asked) => Array.from({ length: count }, () => line(asked)).join("\n");

describe("traffic out of logs", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "outlast-traffic-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, data: string | Uint8Array) => writeFileSync(join(folder, name), data);

  it("is added up of both versions' forms, gzip and folders", async () => {
    write("a.gz", gzipSync(`${head}${lines(20)}\n${lines(10, { path: "/style.css", result: "Miss" })}\n`));
    mkdirSync(join(folder, "2026/11"), { recursive: true });
    const values = line({ hour: "11", location: "NRT12-P2", agent: "SomeBot/1.0" }).split("\t");
    const json = JSON.stringify(Object.fromEntries(fields.split(" ").map((name, at) => [name, values[at]])));
    write("2026/11/b.json", `${`${json}\n`.repeat(10)}`);
    const { profile } = await readTraffic(folder);
    expect(profile).toMatchObject({
      ...{ requests: 40, bytes: 40_000, bots: 10, pageViews: 20, hitRatio: 0.75 },
      ...{ from: "2026-11-01T10", to: "2026-11-01T11", locations: { FRA: 30, NRT: 10 } },
      ...{ devices: { bot: 10, desktop: 30 }, statuses: { "2xx": 40 }, otherPaths: 0 },
    });
    expect(profile.hours[10]).toBe(30);
    expect(profile.paths).toEqual([
      { path: "/", requests: 30, bytes: 30_000, hits: 30, statuses: { "2xx": 30 } },
      { path: "/style.css", requests: 10, bytes: 10_000, hits: 0, statuses: { "2xx": 10 } },
    ]);
  });

  it("has nothing of anybody in it, and no path that few asked for", async () => {
    write("a", `${head}${lines(30)}\n${lines(9, { path: "/invoices/jane-doe", location: "AKL50-C1" })}\n`);
    const { profile } = await readTraffic(folder);
    const text = JSON.stringify(profile);
    for (const private_ of ["203.0.113", "secret.example", "hunter2", "session", "jane-doe", "AKL"])
      expect(text).not.toContain(private_);
    expect(profile).toMatchObject({ otherPaths: 9, locations: { FRA: 30, other: 9 } });
    expect((await readTraffic(folder, 9)).profile.paths.map(({ path }) => path)).toContain(
      "/invoices/jane-doe",
    );
  });

  it("follows a list of fields that changes in the middle, and takes one more field", async () => {
    const swapped =
      "#Fields: time date x-edge-location sc-bytes cs-method cs-uri-stem sc-status connection-id";
    write("a", `${head}${line()}\n${swapped}\n10:00:00\t2026-11-01\tFRA56\t5\tGET\t/new\t200\tabc\n`);
    expect((await readTraffic(folder, 1)).profile.paths.map(({ path }) => path)).toEqual(["/", "/new"]);
  });

  it("counts and names what is wrong, and goes on", async () => {
    const whole = gzipSync(`${head}${lines(2_000, { path: "/half" })}\n`);
    write("half.gz", whole.subarray(0, whole.length - 20));
    write("no.gz", "this is no gzip");
    write("empty", "");
    write("other", "2026-11-01 lines of nobody knows what\n");
    write("s3", "#Fields: bucket key requester\na\tb\tc\n");
    write("cut", `${head}${line()}\n2026-11-01\t10:00\n${line({ status: 1_000 })}\n{"half\n`);
    write("c.parquet", "PAR1");
    const read = await readTraffic(folder, 1);
    expect(read.leftOut).toMatchObject({ "no-fields": 1, "another-log": 1, "no-request": 1 });
    // And the last line of what was half written, if it ends in the middle.
    expect(read.leftOut["cut-off"]).toBeGreaterThanOrEqual(2);
    expect(read.broken.map(({ file }) => file)).toEqual(["c.parquet", "half.gz", "no.gz"]);
    expect(read.profile.requests).toBeGreaterThan(0);
    expect(summaryOf(read)).toContain("c.parquet: Parquet is not read");
  });

  test.each([["gone"], ["empty"]])("says that there is nothing in %s", async (name) => {
    write("empty", "");
    const code = name === "gone" ? "TRAFFIC_NOT_FOUND" : "TRAFFIC_NOTHING_LEFT";
    await expect(readTraffic(join(folder, name))).rejects.toMatchObject({ code });
  });
});

describe("a profile", () => {
  const profile = {
    ...{
      version: 1 as const,
      from: "2026-11-01T00",
      to: "2026-11-03T23",
      k: 10,
      requests: 720,
      bytes: 72_000,
      bots: 0,
    },
    ...{ pageViews: 72, hitRatio: 0.8, conditional: 0, ranges: 0, hours: new Array<number>(24).fill(30) },
    ...{
      locations: { FRA: 540, NRT: 180 },
      methods: {},
      statuses: {},
      devices: {},
      paths: [],
      otherPaths: 0,
    },
  };
  const before = { pageViews: 1, requestsPerView: 1, bytesPerView: 1, hitRatio: 0, areas: { us: 1 } };

  it("gives the month by hand: 72 page views in 72 hours are 720 in 720", () => {
    expect(monthLike(profile, before)).toEqual({
      ...{ pageViews: 720, requestsPerView: 10, bytesPerView: 1_000, hitRatio: 0.8 },
      areas: { europe: 540, japan: 180 },
    });
    expect(monthLike({ ...profile, locations: { other: 720 } }, before).areas).toEqual({ us: 1 });
  });

  it("is read again, and nothing else is", () => {
    expect(parseProfile(JSON.stringify(profile), "p.json")).toEqual(profile);
    for (const text of [
      "{",
      "{}",
      JSON.stringify({ ...profile, version: 2 }),
      JSON.stringify({ ...profile, ip: "1" }),
      JSON.stringify({ ...profile, from: "2026-99-01T00" }),
      JSON.stringify({ ...profile, from: "2026-11-04T00" }),
      JSON.stringify({ ...profile, pageViews: 1e308 }),
    ])
      expect(() => parseProfile(text, "p.json")).toThrow(/TRAFFIC_NOT_A_PROFILE/);
  });
});

test.each(["/dev/zero", "/dev/null"])("%s is neither logs nor a profile", async (device) => {
  await expect(readTraffic(device)).rejects.toThrow("TRAFFIC_NOT_FOUND");
  expect(() => readProfile(device)).toThrow("TRAFFIC_NOT_A_PROFILE");
});
