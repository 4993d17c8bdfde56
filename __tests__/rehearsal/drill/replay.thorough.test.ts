import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../../config/package-root";
import type { SiteConfig } from "../../../config/schema";
import { ownProject } from "../../../project/own-project";
import { replay } from "../../../rehearsal/drill/replay/replay";
import { loggedRequests } from "../../../rehearsal/drill/replay/requests";
import type { DrilledSite } from "../../../rehearsal/drill/site";
import { ownDrilledSite } from "../../../sla/ways";

const fields =
  "date time x-edge-location c-ip sc-bytes cs-method cs-uri-stem sc-status cs(User-Agent) cs-uri-query x-edge-result-type";

interface Line {
  readonly time: string;
  readonly path: string;
  readonly query?: string;
  readonly status?: number;
  readonly result?: string;
  readonly location?: string;
}

describe("requests of logs, played again", () => {
  let folder: string;
  let site: DrilledSite;
  let config: SiteConfig;
  beforeAll(() => {
    const project = ownProject();
    config = project.sites[0] as SiteConfig;
    site = ownDrilledSite(project, config);
    folder = mkdtempSync(join(tmpdir(), "outlast-replay-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  let people = 0;
  const line = ({ location = "FRA56-P1", path, query = "-", result = "Miss", status = 200, time }: Line) =>
    [
      ...["2026-11-01", time, location, `203.0.113.${people++ % 250}`, "1", "GET", path, String(status)],
      ...["Mozilla/5.0%20Firefox", query, result],
    ].join("\t");
  const played = async (lines: readonly Line[], k = 1) => {
    const log = join(folder, "log");
    writeFileSync(log, `#Fields: ${fields.replaceAll(" ", "\t")}\n${lines.map(line).join("\n")}\n`);
    return replay(site, join(packageRoot(), config.content.folder), await loggedRequests(log), k);
  };

  it("are the same where the log says what the site does, out of order and in several places", async () => {
    const result = await played([
      { time: "10:00:30", path: "/", result: "Hit" },
      { time: "10:00:00", path: "/" },
      { time: "10:00:40", path: "/", status: 304, result: "RefreshHit" },
      { time: "10:00:50", path: "/", location: "NRT12-P2" },
      { time: "10:01:00", path: "/", status: 0, result: "Error" },
    ]);
    expect(result.differences.filter(({ kind }) => kind === "status")).toEqual([]);
    expect(result).toMatchObject({ played: 4, left: { unanswered: 1, beyond: 0 } });
  });

  it("differ by status, and say by what", async () => {
    const { differences } = await played([
      { time: "10:00:00", path: "/gone-since" },
      { time: "10:00:01", path: "/gone-since" },
      { time: "10:00:02", path: "/", status: 503, result: "Error" },
      { time: "10:00:03", path: "/index.html" },
    ]);
    const told = differences.map(({ cause, logged, now, requests }) => [logged, now, cause, requests]);
    expect(told).toContainEqual(["503", "200", "the log's failure is none here", 1]);
    expect(told).toContainEqual(["200", "301", "an edge function answers", expect.any(Number)]);
    expect(differences.every(({ kind }) => kind === "status" || kind === "cache")).toBe(true);
  });

  it("differ by what the cache has, and count the ratio of both", async () => {
    const blog = "/blog/first-outage/";
    const result = await played([
      { time: "10:00:00", path: blog, result: "Hit" },
      { time: "10:00:01", path: blog, result: "Miss" },
      { time: "10:00:02", path: blog, query: "from=a", result: "Miss" },
      { time: "14:00:00", path: blog, result: "Hit" },
    ]);
    expect(result.hitRatio).toEqual({ logged: 0.5, now: 0.75 });
    expect(
      result.differences.map(({ cause, logged, now, requests }) => [logged, now, requests, cause]),
    ).toEqual([
      ["Miss", "Hit", 2, "a copy is kept for longer, or for more of the requests"],
      ["Hit", "Miss", 1, "nobody asked there before in these logs: what the cache had, they do not say"],
    ]);
  });

  it("name no path that fewer than k people asked for, and no query", async () => {
    const few = { path: "/invoices/jane-doe", query: "token=hunter2" };
    const many = Array.from({ length: 12 }, (_, at) => ({ time: `10:01:${at + 10}`, path: "/many" }));
    const result = await played([{ time: "10:00:00", ...few }, ...many], 10);
    const text = JSON.stringify(result);
    expect(text).toContain("/many");
    expect(text).not.toMatch(/jane-doe|hunter2|203\.0\.113/);
  });
});
