import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isScenarioFile, scenariosOfFiles } from "../../../../rehearsal/drill/load";
import { VirtualClock } from "../../../../rehearsal/edge";
import { Session } from "../../../../rehearsal/session/session";
import { problemsOf } from "../../../support/problems";
import { rehearsedSites } from "../support/served";

const quiet = { tell: () => {}, warn: () => {}, answered: () => {} };
const options = {
  ...{ port: 0, controlPort: 0, host: "127.0.0.1", lag: "3s", watch: false },
  ...{ origin: [], fault: [], reading: [] },
};
const regions = { primary: "eu-central-1", replica: "eu-west-1" };

describe("what was done to a session", () => {
  const clock = new VirtualClock();
  const folder = mkdtempSync(join(tmpdir(), "outlast-scenario-"));
  let session: Session;
  const ask = async <T = Record<string, unknown>>(path: string, body?: object): Promise<T> => {
    const headers = { "content-type": "application/json" };
    const init = body && { method: "POST", headers, body: JSON.stringify(body) };
    return (await fetch(`${session.controlUrl}${path}`, init)).json() as Promise<T>;
  };

  beforeAll(async () => {
    const sites = rehearsedSites({ name: "docs", regions }, { name: "shop", regions });
    const source = { read: async () => sites, watched: [], close: () => {} };
    session = await Session.open(source, options, quiet, clock);
  });
  afterAll(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is no scenario before anything was done, nor one of a site that is not there", async () => {
    expect(await ask("/scenario")).toEqual({ error: expect.stringContaining("nothing was done to docs") });
    expect(await ask("/scenario?site=moon")).toEqual({
      error: expect.stringContaining("there is docs, shop"),
    });
  });

  it("is a scenario that drills take, with the times, shares and ends of its faults", async () => {
    session.controls.setFault("primary=503@50%");
    await clock.advance(30_000);
    session.controls.setFault("docs-replica:/blog/*=slow:2s@every:3,for:10s");
    await ask("/evacuate", { anyway: true });
    await ask("/faults", { fault: "shop-primary=dns" });
    await clock.advance(30_000);
    // It takes the place of the first, whose share of the time ends so.
    session.controls.setFault("primary=hang");
    await ask("/invalidate", { paths: ["/blog/*"], site: "docs" });
    await clock.advance(20_000);
    session.controls.mend();
    await ask("/return", {});
    const saved = await ask("/scenario?site=docs");
    expect(saved).toMatchObject({
      class: "both-regions",
      needs: ["replica", "switch"],
      duration: "140s",
      replicationLag: "3000ms",
      timeline: [
        { at: "0s", target: "primary", fault: "503", share: 0.5, for: "60s" },
        { at: "30s", target: "replica", fault: "slow:2s@every:3", keys: "blog/*", for: "10s" },
        { at: "30s", do: "evacuate" },
        { at: "60s", target: "primary", fault: "hang", for: "20s" },
        { at: "60s", do: "invalidate", paths: ["/blog/*"] },
        { at: "80s", do: "return" },
      ],
    });
    const file = join(folder, "whatever it is called.json");
    writeFileSync(file, JSON.stringify(saved));
    expect(scenariosOfFiles([file])).toMatchObject([{ name: saved.name, timeline: { length: 6 } }]);
    const ofShop = await ask<{ class: string; timeline: object[] }>("/scenario?site=shop");
    expect(ofShop.class).toBe("region");
    expect(ofShop.timeline).toContainEqual({ at: "30s", target: "primary", fault: "dns", for: "50s" });
    expect(ofShop.timeline).not.toContainEqual(expect.objectContaining({ do: "invalidate" }));
  });

  it("is a page with the charts, and what was broken behind them", async () => {
    const answer = await fetch(`${session.controlUrl}/session/report`);
    const page = await answer.text();
    expect(answer.headers.get("content-security-policy")).toBe("frame-ancestors 'self'");
    expect(page).toContain("What visitors of docs, shop got");
    expect(page).toContain("docs-replica:/blog/*=slow:2s@every:3,for:10s");
    expect(page).toContain("invalidate /blog/* docs");
    expect(page.match(/<svg /g)).toHaveLength(4);
  });
});

it("a scenario's file is told from its name, and says all that is wrong with it", () => {
  expect(["./a.json", "a.json", "drills/a.ts", "a"].map(isScenarioFile)).toEqual([true, true, true, false]);
  expect(problemsOf(() => scenariosOfFiles(["no/such.json", "package.json"]))).toEqual(
    expect.arrayContaining([
      expect.stringContaining("DRILL_FILE"),
      expect.stringContaining("DRILL_SCENARIO"),
    ]),
  );
});
