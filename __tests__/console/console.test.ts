import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { allEffects, durations, shares } from "../../console/faults";
import { fitsFilter } from "../../console/filter";
import { after, type Message, nothingSeen, type Seen } from "../../console/seen";
import { recent, verdict } from "../../console/summary";
import { faultHelp, parseFault } from "../../rehearsal/regions/faults/parse";
import { type Listening, serveControls } from "../../rehearsal/server";
import { consoleFiles, consolePage } from "../../rehearsal/session/watching/console-pages";
import type { Picture, SeenOutcome, SeenRequest, SeenSecond } from "../../rehearsal/session/watching/shown";

const picture = (faults: Picture["faults"] = [], servesFrom: "primary" | "replica" = "primary"): Picture => ({
  ...{ buckets: [], locations: [], faults, targets: [], actions: [], visitors: 0 },
  sites: [
    {
      site: "docs",
      host: "docs",
      servesFrom,
      origins: [],
      order: [],
      codes: [],
      behaviors: [],
      functions: [],
    },
  ],
});

const second = (at: number, outcomes: Partial<Record<SeenOutcome, number>>): SeenSecond => ({
  ...{ at, requests: Object.values(outcomes).reduce((sum, count) => sum + count, 0), p50: 1, p99: 1 },
  outcomes: { served: 0, failover: 0, stale: 0, missing: 0, failed: 0, ...outcomes },
  ...{ results: {}, origins: {} },
});

const request = (more: Partial<SeenRequest> = {}): SeenRequest => ({
  ...{ id: "r", at: 0, method: "GET", path: "/", status: 200, result: "Hit", outcome: "served", origins: [] },
  ...{ duration: 1, stale: false, ...more },
});

const all = (...messages: readonly Message[]): Seen => messages.reduce(after, nothingSeen);

describe("what the console knows", () => {
  it("is live between the beginning and the loss of a connection, and begins anew with the next one", () => {
    const lost = all(
      { type: "opened" },
      { type: "seconds", seconds: [second(0, { served: 1 })] },
      { type: "lost", at: 7 },
      { type: "lost", at: 8 },
    );
    expect([lost.live, lost.lostAt, lost.seconds.length]).toEqual([false, 7, 1]);
    const again = after(lost, { type: "opened" });
    expect([again.live, again.lostAt, again.seconds.length]).toEqual([true, undefined, 0]);
  });

  it("has an end, however much comes", () => {
    const seen = all(
      ...Array.from(
        { length: 1_000 },
        (_, at): Message => ({
          type: "seconds",
          seconds: [second(at, { served: 1 })],
        }),
      ),
      ...Array.from(
        { length: 400 },
        (_, at): Message => ({
          type: "told",
          told: { at, text: "reloaded", isWarning: false },
        }),
      ),
      ...Array.from(
        { length: 100 },
        (): Message => ({ type: "requests", requests: Array(40).fill(request()), leftOut: 1_960 }),
      ),
      ...Array.from(
        { length: 400 },
        (_, at): Message => ({
          type: "picture",
          at,
          picture: picture([{ fault: "primary=503", target: "primary", since: at }]),
        }),
      ),
    );
    expect([seen.seconds.length, seen.told.length]).toEqual([600, 100]);
    expect([seen.requests.length, seen.leftOut, seen.happenings.length]).toEqual([300, 196_000, 100]);
  });

  it("notes when a fault began and ended, and when the switch was thrown", () => {
    const fault = { fault: "primary=503", target: "primary", since: 5 };
    const { happenings } = all(
      { type: "picture", at: 1, picture: picture() },
      { type: "picture", at: 6, picture: picture([fault]) },
      { type: "picture", at: 7, picture: picture([fault], "replica") },
      { type: "picture", at: 9, picture: picture([], "replica") },
    );
    expect(happenings).toEqual([
      { at: 5, kind: "fault", text: "primary=503", until: 9 },
      { at: 7, kind: "operator", text: "evacuated" },
    ]);
  });
});

describe("the one glance", () => {
  const look = (outcomes: Partial<Record<SeenOutcome, number>>, live = true) => {
    const seen = { ...nothingSeen, live, picture: picture() };
    return verdict(seen, recent([second(0, { served: 50 }), second(60_000, outcomes)], 61_000, 10)).look;
  };

  it("tells whether visitors are served, by what came of their last requests", () => {
    expect(look({ served: 3, missing: 1 })).toBe("served");
    expect(look({ served: 3, failover: 1 })).toBe("rescued");
    expect(look({ stale: 1 })).toBe("rescued");
    expect(look({ served: 99, failed: 1 })).toBe("failed");
    expect(look({})).toBe("quiet");
    expect(look({ served: 3 }, false)).toBe("unknown");
  });
});

describe("the filter of requests", () => {
  const failed = request({
    ...{ path: "/blog/?page=2", status: 503, result: "Error", outcome: "failed" },
    origins: [
      { originId: "primary", outcome: 503, duration: 1 },
      { originId: "replica", outcome: "connect-refused", duration: 1 },
    ],
  });

  it("has each of its words somewhere in method, status, X-Cache, path and origins", () => {
    for (const filter of ["", "get", "503", "error /BLOG", "page=2  503", "replica connect-refused"])
      expect([filter, fitsFilter(failed, filter, "")]).toEqual([filter, true]);
    for (const filter of ["404", "503 hit", "post", "/docs"])
      expect([filter, fitsFilter(failed, filter, "")]).toEqual([filter, false]);
  });

  it("has the outcome that is chosen, besides", () => {
    expect([fitsFilter(failed, "503", "failed"), fitsFilter(failed, "503", "served")]).toEqual([true, false]);
    expect(fitsFilter(failed, "404", "failed")).toBe(false);
  });
});

describe("the faults to choose", () => {
  it("are all that regions know, with every kind of share and a duration", () => {
    const known = /effect: (.*)/.exec(faultHelp)?.[1]?.split(", ");
    expect(allEffects.toSorted()).toEqual(known?.toSorted());
    const kinds = shares.map((share) => parseFault(`primary=503${share && `@${share}`}`).share?.type);
    expect(new Set(kinds)).toEqual(new Set([undefined, "probability", "every", "over"]));
    const times = durations.map((time) => parseFault(`primary=503${time && `,for:${time}`}`).duration);
    expect(times).toEqual([undefined, 30_000, 120_000, 600_000, 3_600_000]);
  });
});

describe("the page of the console", () => {
  let server: Listening | undefined;
  afterEach(() => server?.close());

  it("is under 300 KB compressed, and asks nobody else for anything", async () => {
    const { css, js } = await consoleFiles();
    expect(gzipSync(js).length + gzipSync(css).length).toBeLessThan(300_000);
    expect(js.length).toBeGreaterThan(10_000);
    expect(String(css)).not.toMatch(/url\(|@import/);
    expect(String(js).match(/https?:\/\/(?!www\.w3\.org\/)[^"'`\s]+/g)).toBeNull();
  });

  it("is served with a policy that takes nothing inline, and to this machine's pages alone", async () => {
    server = await serveControls({}, 0, { page: consolePage });
    const answer = await fetch(`${server.url}/`);
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect(await answer.text()).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/);
    const foreign = await fetch(`${server.url}/`, { headers: { origin: "https://evil.example" } });
    expect(foreign.status).toBe(403);
    expect((await fetch(`${server.url}/console/app.js`)).headers.get("content-type")).toMatch("javascript");
    expect((await fetch(`${server.url}/console/../package.json`)).status).toBe(404);
  });

  it("is what was built into the package, where its sources are not", async () => {
    const root = mkdtempSync(join(tmpdir(), "outlast-package-"));
    try {
      mkdirSync(join(root, "dist/console"), { recursive: true });
      for (const end of ["js", "css"])
        writeFileSync(join(root, "dist/console", `app.${end}`), `built ${end}`);
      const { css, js } = await consoleFiles(root);
      expect([String(js), String(css)]).toEqual(["built js", "built css"]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("has every key of the terminal but those that open it and quit", () => {
    const keysOf = (file: string, indent: number) =>
      [...readFileSync(file, "utf8").matchAll(new RegExp(`^ {${indent}}(\\w): `, "gm"))].map(
        ([, key]) => key,
      );
    const terminal = keysOf("cli/terminal/keys.ts", 6);
    expect(terminal.length).toBeGreaterThan(12);
    const app = new Set(keysOf("console/app.tsx", 8));
    expect(terminal.filter((key) => !app.has(key))).toEqual(["o", "q"]);
  });
});

describe("what the console asks", () => {
  it("is in the list of what curl can ask, all of it", () => {
    const sources = readdirSync("console").filter((file) => /\.tsx?$/.test(file));
    const asked = sources.flatMap((file) =>
      [...readFileSync(`console/${file}`, "utf8").matchAll(/[("`{](\/[a-z][a-z/-]+)/g)].map(
        ([, path]) => path,
      ),
    );
    const listed = readFileSync("docs/rehearsal.md", "utf8");
    const isListed = (path = "") =>
      listed.includes(`localhost:8081${path}`) || listed.includes(`\`${path}?id=`);
    expect(new Set(asked).size).toBeGreaterThan(20);
    expect([...new Set(asked)].filter((path) => !isListed(path))).toEqual([]);
  });
});
