import { expect, it } from "vitest";
import { VirtualClock } from "../../../rehearsal/edge";
import { Session } from "../../../rehearsal/session/session";
import { GivenOrigins } from "../../../rehearsal/session/sites/origins";
import { ServedSites } from "../../../rehearsal/session/sites/served-sites";
import { watchSites } from "../../../rehearsal/session/watchman";
import { rehearsedSites } from "./support/served";

const regions = { primary: "eu-central-1", replica: "eu-west-1" };

it("watches whatever a session serves, from its beginning", async () => {
  const clock = new VirtualClock();
  const sites = rehearsedSites({ name: "docs", regions, failover: { automatic: true } });
  const told: unknown[] = [];
  const session = await Session.open(
    { read: async () => sites, watched: [], close: () => {} },
    {
      ...{ port: 0, controlPort: 0, host: "127.0.0.1", lag: "1s", watch: false },
      ...{ origin: [], fault: [], reading: [] },
    },
    { tell: ({ decision, event }) => event === "sentinel" && told.push(decision), warn() {}, answered() {} },
    clock,
  );
  try {
    session.controls.setFault("primary=blackhole");
    await clock.advance(120_000);
    expect(told).toEqual(["evacuate"]);
  } finally {
    await session.close();
  }
});

it("evacuates each served site by itself, tells of it once, and stops when the session does", async () => {
  const clock = new VirtualClock();
  const sites = rehearsedSites({ name: "docs", regions, failover: { automatic: true } });
  const served = new ServedSites(sites, {
    ...{ origins: new GivenOrigins([]), readings: {}, clock },
    onUnreachableOrigin: () => {},
    onFunctionLog: () => {},
  });
  const told: string[] = [];
  try {
    served.rehearsal.replicationLag = 0;
    await served.load();
    const ports = { tell: (_: unknown, text: string) => told.push(text), warn: () => {}, answered: () => {} };
    const end = watchSites(served, ports);
    await clock.advance(120_000);
    expect([served.rehearsal.servesFrom(), told]).toEqual(["primary", []]);
    served.rehearsal.regions.setFault("primary=blackhole");
    await clock.advance(120_000);
    expect(served.rehearsal.servesFrom()).toBe("replica");
    expect(told).toEqual([
      expect.stringMatching(
        /^docs: the sentinel throws the switch \(evacuate\): the primary .* 3 times in a row$/,
      ),
    ]);
    end();
    served.rehearsal.regions.clearFaults();
    await clock.advance(60 * 60_000);
    expect(served.rehearsal.servesFrom()).toBe("replica");
  } finally {
    await served.rehearsal.close();
  }
});
