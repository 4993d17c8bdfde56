import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import zlib, { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { classOf } from "../../traffic/classes";
import { field } from "../../traffic/columns";
import { monthLike } from "../../traffic/month";
import { parseProfile } from "../../traffic/profile";
import { readProfile, readTraffic, summaryOf } from "../../traffic/read";
import { LineScanner } from "../../traffic/scan";
import { RequestTally } from "../../traffic/tally";

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
  readonly host?: string;
  /** The last number of the visitor's address. */
  readonly who?: number;
}

/** A line with somebody in it: address, referrer, query and cookie. */
function line({
  path = "/",
  status = 200,
  hour = "10",
  agent = browser,
  result = "Hit",
  location = "FRA56-P1",
  host = "d111.cloudfront.net",
  who = 77,
}: Asked = {}): string {
  const type = path.endsWith(".css") ? "text/css" : "text/html";
  return [
    ...["2026-11-01", `${hour}:00:01`, location, "1000", `203.0.113.${who}`, "GET", host, path],
    ...[String(status), "https://secret.example/", agent, "token=hunter2", "session=abc", result, type, "-"],
  ].join("\t");
}

/** Of as many people. */
const lines = (count: number, asked?: Asked) =>
  Array.from({ length: count }, (_, at) => line({ who: at % 250, ...asked })).join("\n");

const objectOf = (text: string) => {
  const values = text.split("\t");
  return Object.fromEntries(fields.split(" ").map((name, at) => [name, values[at] ?? "-"]));
};

describe("traffic out of logs", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "outlast-traffic-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, data: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), data);
  };

  it("is added up of both versions' forms, gzip and folders", async () => {
    write("a.gz", gzipSync(`${head}${lines(20)}\n${lines(10, { path: "/style.css", result: "Miss" })}\n`));
    const json = lines(10, { hour: "11", location: "NRT12-P2", agent: "SomeBot/1.0" })
      .split("\n")
      .map((text) => JSON.stringify(objectOf(text)));
    write("2026/11/b.json", `${json.join("\n")}\n`);
    const { profile } = await readTraffic(folder);
    expect(profile).toMatchObject({
      ...{ requests: 40, bytes: 40_000, bots: 10, pageViews: 20, hitRatio: 0.75 },
      ...{ from: "2026-11-01T10", to: "2026-11-01T11", locations: { FRA: 30, NRT: 10 } },
      ...{ devices: { bot: 10, desktop: 30 }, statuses: { "2xx": 40 }, otherPaths: 0 },
    });
    expect(profile.hours[10]).toBe(30);
    expect(profile.paths).toEqual([
      { path: "/", class: "page", requests: 30, bytes: 30_000, hits: 30, statuses: { "2xx": 30 } },
      { path: "/style.css", class: "asset", requests: 10, bytes: 10_000, hits: 0, statuses: { "2xx": 10 } },
    ]);
  });

  it("has nothing of anybody in it, and no path that few asked for", async () => {
    write("a", `${head}${lines(30)}\n${lines(9, { path: "/invoices/jane-doe", location: "AKL50-C1" })}\n`);
    const { profile } = await readTraffic(folder);
    const text = JSON.stringify(profile);
    for (const private_ of ["203.0.113", "secret.example", "hunter2", "session", "jane-doe", "AKL"])
      expect(text).not.toContain(private_);
    expect(profile).toMatchObject({ otherPaths: 9, locations: { FRA: 30, other: 9 } });
    expect((await readTraffic(folder, { k: 9 })).profile.paths.map(({ path }) => path)).toContain(
      "/invoices/jane-doe",
    );
  });

  it("follows a list of fields that changes in the middle, and takes one more field", async () => {
    const swapped =
      "#Fields: time date x-edge-location sc-bytes cs-method cs-uri-stem sc-status connection-id";
    write("a", `${head}${line()}\n${swapped}\n10:00:00\t2026-11-01\tFRA56\t5\tGET\t/new\t200\tabc\n`);
    const { changes, profile } = await readTraffic(folder, { k: 1 });
    expect(profile.paths.map(({ path }) => path)).toEqual(["/", "/new"]);
    expect(changes).toBe(1);
  });

  it("tells nothing that one person asked for, however often", async () => {
    write(
      "a",
      `${head}${lines(30)}\n${lines(50, { path: "/invoices/jane-doe", who: 5, agent: "mobile" })}\n`,
    );
    const { profile } = await readTraffic(folder);
    expect(profile).toMatchObject({ otherPaths: 50, devices: { desktop: 30, other: 50 } });
    expect(JSON.stringify(profile)).not.toContain("jane-doe");
  });

  it("reads Parquet as it reads the same in W3C, and CloudFront's names of its columns", async () => {
    const rows = [...lines(20).split("\n"), ...lines(12, { path: "/a.css", status: 304 }).split("\n")];
    write("w3c/a", `${head}${rows.join("\n")}\n`);
    const named = (name: string) =>
      name
        .replace(/[^A-Za-z]+/g, "_")
        .replace(/_$/, "")
        .toLowerCase();
    const columnData = fields.split(" ").map((name) => {
      const data = rows.map((text) => objectOf(text)[name] ?? "-");
      return { name: named(name), data, type: "STRING" as const };
    });
    const parquet = Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 15 }));
    write("parquet/DistributionId=E1/year=2026/month=11/a.parquet", parquet);
    const [one, other] = [await readTraffic(join(folder, "w3c")), await readTraffic(join(folder, "parquet"))];
    expect(other.profile).toEqual(one.profile);
    write("parquet/b.parquet", parquet.subarray(0, 200));
    const { broken, profile } = await readTraffic(join(folder, "parquet"));
    expect(profile.requests).toBe(32);
    expect(broken.map(({ file }) => file)).toEqual(["b.parquet"]);
  });

  it("reads Parquet by the compressions that this Node has, and names the one that it has not", async () => {
    const columnData = fields.split(" ").map((name) => ({
      name: name
        .replace(/[^A-Za-z]+/g, "_")
        .replace(/_$/, "")
        .toLowerCase(),
      data: lines(20)
        .split("\n")
        .map((text) => objectOf(text)[name] ?? "-"),
      type: "STRING" as const,
    }));
    const { zstdCompressSync = (input: Uint8Array) => input } = zlib as {
      zstdCompressSync?: (input: Uint8Array) => Uint8Array;
    };
    const compressors = { GZIP: gzipSync, BROTLI: zlib.brotliCompressSync, ZSTD: zstdCompressSync };
    for (const codec of ["GZIP", "BROTLI", "ZSTD"] as const)
      write(`${codec}/a.parquet`, Buffer.from(parquetWriteBuffer({ columnData, codec, compressors })));
    const [gzip, brotli] = [
      await readTraffic(join(folder, "GZIP")),
      await readTraffic(join(folder, "BROTLI")),
    ];
    expect(brotli.profile).toEqual(gzip.profile);
    expect(gzip.profile.requests).toBe(20);
    if ("zstdDecompressSync" in zlib)
      expect((await readTraffic(join(folder, "ZSTD"))).profile).toEqual(gzip.profile);
    else
      await expect(readTraffic(join(folder, "ZSTD"))).rejects.toThrow(/ZSTD, which Node has from 22.15 on/);
  });

  it("tells distributions and countries apart, and reads one distribution alone", async () => {
    const second = { host: "d222.cloudfront.net", path: "/second/" };
    write("E1AAAAAAAAAAAA.2026-11-01-10.a", `${head}${lines(20)}\n`);
    write("E2BBBBBBBBBBBB.2026-11-01-10.b", `${head}${lines(10, second)}\n`);
    const json = (country: string, distributionid: string, at: number) =>
      JSON.stringify({
        ...objectOf(line({ who: at })),
        "cs(Host)": "-",
        distributionid,
        "c-country": country,
      });
    const japanese = Array.from({ length: 10 }, (_, at) => json("JP", "E3", at));
    write("c.json", [...japanese, json("LI", "E3", 1)].join("\n"));
    const { profile } = await readTraffic(folder);
    expect(profile).toMatchObject({
      requests: 41,
      countries: { JP: 10, other: 1 },
      distributions: { "d111.cloudfront.net": 20, "d222.cloudfront.net": 10, E3: 11 },
    });
    for (const distribution of ["d222.cloudfront.net", "E2BBBBBBBBBBBB"])
      expect((await readTraffic(folder, { distribution })).profile.paths).toMatchObject([
        { path: "/second/" },
      ]);
    await expect(readTraffic(folder, { distribution: "E4" })).rejects.toMatchObject({
      code: "TRAFFIC_NOTHING_LEFT",
    });
  });

  it("names the files of the content that nobody asked for, under any of their URLs", async () => {
    const paths = ["/", "/docs", "/style.css"].map((path) => lines(1, { path }));
    write("a", `${head}${paths.join("\n")}\n`);
    const keys = ["index.html", "docs/index.html", "blog/index.html", "style.css", "old.css"];
    const urls = { style: "directory", index: "index.html", slash: "redirect", canonical: true } as const;
    const { profile } = await readTraffic(folder, { content: { keys, urls } });
    expect(profile.unreached).toEqual(["/blog/", "/old.css"]);
  });

  it("takes clocks that go back and a year of empty files, and says so", async () => {
    write("a", `${head}${line({ hour: "11" })}\n${line({ hour: "10" })}\n${line({ hour: "11" })}\n`);
    for (let day = 0; day < 365; day++) write(`b${day}.gz`, day > 5 ? "" : gzipSync(head));
    const read = await readTraffic(folder);
    expect(read).toMatchObject({
      files: 366,
      empty: 365,
      backwards: 1,
      broken: [],
      profile: { requests: 3 },
    });
    expect(summaryOf(read)).toBe(
      "366 files; 365 of them empty; the clock went back by an hour or more 1 times",
    );
  });

  it("reads the same in whatever pieces a file comes, with both ends of lines", () => {
    const text = Buffer.from(`${head}${lines(3)}\r\n\r\n${line({ path: "/ü" })}`);
    const paths = (size: number) => {
      const seen: string[] = [];
      const scanner = new LineScanner((one) => {
        seen.push(`${one.text(field.path)} ${one.text(field.rangeStart)}`);
        return undefined;
      });
      for (let at = 0; at < text.length; at += size) scanner.push(text.subarray(at, at + size));
      scanner.end();
      return seen;
    };
    for (const size of [1, 7, 64, 1_000, text.length])
      expect(paths(size)).toEqual(["/ -", "/ -", "/ -", "/ü -"]);
  });

  it("keeps no line that does not end, and counts together paths beyond the most", async () => {
    write(
      "a",
      Buffer.concat([Buffer.from(head), Buffer.alloc(3_000_000, "x"), Buffer.from(`\n${line()}\n`)]),
    );
    expect(await readTraffic(folder, { k: 1 })).toMatchObject({
      leftOut: { "cut-off": 1 },
      profile: { requests: 1 },
    });
    const tally = new RequestTally(1, { paths: 2 });
    const scanner = new LineScanner((one) => tally.add(one));
    scanner.push(
      Buffer.from(`${head}${["/a", "/b", "/c", "/a"].map((path) => line({ path })).join("\n")}\n`),
    );
    expect(tally.profile()).toMatchObject({
      requests: 4,
      otherPaths: 1,
      paths: [{ path: "/a" }, { path: "/b" }],
    });
    expect(tally.paths).toBeUndefined();
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
    const read = await readTraffic(folder, { k: 1 });
    expect(read.leftOut).toMatchObject({ "no-fields": 1, "another-log": 1, "no-request": 1 });
    // And the last line of what was half written, if it ends in the middle.
    expect(read.leftOut["cut-off"]).toBeGreaterThanOrEqual(2);
    expect(read.broken.map(({ file }) => file)).toEqual(["c.parquet", "half.gz", "no.gz"]);
    expect(read.profile.requests).toBeGreaterThan(0);
    expect(summaryOf(read)).toContain("7 files; 1 of them empty; left out: ");
  });

  test.each([["gone"], ["empty"]])("says that there is nothing in %s", async (name) => {
    write("empty", "");
    const code = name === "gone" ? "TRAFFIC_NOT_FOUND" : "TRAFFIC_NOTHING_LEFT";
    await expect(readTraffic(join(folder, name))).rejects.toMatchObject({ code });
  });
});

test("paths are of pages or of what belongs to them, by their names", () => {
  const pages = ["/", "/docs/", "/docs", "/a.html", "/a.htm", "/v1.2/notes"];
  const assets = ["/a.css", "/feed.xml", "/img/a.b.png", "*"];
  expect(new Set(pages.map(classOf))).toEqual(new Set(["page"]));
  expect(new Set(assets.map(classOf))).toEqual(new Set(["asset"]));
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
