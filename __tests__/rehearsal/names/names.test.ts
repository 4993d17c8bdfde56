import { afterEach, describe, expect, it } from "vitest";
import { HeaderMap, type OriginOutcome, VirtualClock } from "../../../rehearsal/edge";
import { Names } from "../../../rehearsal/names/names";
import type { DnsRecord, EndpointCheck, HealthCheck, LoadBalancer } from "../../../rehearsal/names/records";
import { NameResolver } from "../../../rehearsal/names/resolver";

const ok: OriginOutcome = {
  ...{ kind: "response", status: 200, statusText: "OK", headers: new HeaderMap() },
  body: Buffer.from("all is well"),
};
const status = (code: number): OriginOutcome => ({ ...ok, status: code });

function record(over: Partial<DnsRecord> = {}): DnsRecord {
  return {
    name: "origin.example.com",
    type: "CNAME",
    targets: ["a.example"],
    ttl: 60,
    routing: { type: "simple" },
    ...over,
  };
}

function check(over: Partial<EndpointCheck> = {}): EndpointCheck {
  return {
    ...{
      id: "check",
      type: "endpoint",
      inverted: false,
      disabled: false,
      protocol: "http",
      port: 80,
      path: "/",
    },
    ...{ endpoint: "a.example", host: "a.example", interval: 30, failureThreshold: 3, checkers: 8, ...over },
  };
}

const failover = [
  record({ routing: { type: "failover", role: "secondary" }, targets: ["b.example"] }),
  record({ routing: { type: "failover", role: "primary" }, healthCheckId: "check" }),
];

/** Names on a clock of their own, whose endpoints answer as they are told. */
class Setup {
  readonly clock = new VirtualClock();
  readonly asked: string[] = [];
  readonly answers = new Map<string, OriginOutcome>();
  readonly names: Names;
  /** Milliseconds that an answer takes. */
  delay = 0;

  constructor(
    records: readonly DnsRecord[],
    healthChecks: readonly HealthCheck[] = [check()],
    balancers: readonly LoadBalancer[] = [],
  ) {
    let at = 0;
    this.names = new Names({
      clock: this.clock,
      // Checkers begin one after the other over the interval.
      random: () => (at++ % 8) / 8,
      latency: (region) => (region === "eu-central-1" ? 10 : 90),
      probe: async ({ endpoint }, { readTimeout }) => {
        this.asked.push(endpoint);
        await this.clock.sleep(Math.min(this.delay, readTimeout));
        if (this.delay > readTimeout) return { kind: "read-timeout" };
        return this.answers.get(endpoint) ?? ok;
      },
    });
    this.names.update({ records, healthChecks, balancers }, ["origin.example.com"]);
    setups.push(this);
  }

  get leadsTo(): string | undefined {
    return this.names.resolve("origin.example.com")?.target;
  }

  /** Seconds until the name leads elsewhere. */
  async changesAfter(limit = 600): Promise<number> {
    const before = this.leadsTo;
    for (let second = 1; second <= limit; second++) {
      await this.clock.advance(1_000);
      if (this.leadsTo !== before) return second;
    }
    return Number.POSITIVE_INFINITY;
  }
}

const setups: Setup[] = [];
afterEach(() => {
  for (const { names } of setups.splice(0)) names.close();
});

describe("a name of Route 53", () => {
  it("leads where its record says, whatever the case, and nowhere without one", () => {
    const { names } = new Setup([record({ targets: ["A.example."] })], []);
    expect(names.resolve("Origin.Example.COM.")).toEqual({ target: "a.example", ttl: 60 });
    expect(names.resolve("other.example.com")).toBeUndefined();
    expect(names.knows("origin.example.com")).toBe(true);
    expect(names.knows("other.example.com")).toBe(false);
  });

  it("leads through other names of the zones, for as long as the shortest of them says", () => {
    const through = record({ name: "next.example.com", ttl: 5 });
    const { names } = new Setup([record({ targets: ["next.example.com"] }), through], []);
    expect(names.resolve("origin.example.com")).toEqual({ target: "a.example", ttl: 5 });
  });

  it("leads nowhere where it leads to itself", () => {
    const { names } = new Setup([record({ targets: ["origin.example.com"] })], []);
    expect(names.resolve("origin.example.com")).toBeUndefined();
    expect(names.targetsOf("origin.example.com")).toEqual([]);
  });

  it("goes by latency to the nearest region, and to the next one where that is unhealthy", async () => {
    const of = (region: string, target: string, healthCheckId?: string) =>
      record({
        routing: { type: "latency", region },
        targets: [target],
        ...(healthCheckId && { healthCheckId }),
      });
    const setup = new Setup([of("us-east-1", "b.example"), of("eu-central-1", "a.example", "check")]);
    expect(setup.leadsTo).toBe("a.example");
    setup.answers.set("a.example", status(503));
    expect(await setup.changesAfter()).toBeLessThanOrEqual(120);
    expect(setup.leadsTo).toBe("b.example");
    expect(setup.names.targetsOf("origin.example.com")).toEqual(["a.example", "b.example"]);
  });

  it("leads to the primary record where both are unhealthy", async () => {
    const both = [failover[0] as DnsRecord, failover[1] as DnsRecord];
    const setup = new Setup(
      [{ ...both[0], healthCheckId: "second" } as DnsRecord, both[1] as DnsRecord],
      [check(), check({ id: "second", endpoint: "b.example" })],
    );
    setup.answers.set("a.example", status(500)).set("b.example", status(500));
    await setup.clock.advance(300_000);
    expect(setup.names.isHealthy("check") || setup.names.isHealthy("second")).toBe(false);
    expect(setup.leadsTo).toBe("a.example");
  });

  it("goes by the health of a load balancer's targets only where an alias is to evaluate it", async () => {
    for (const evaluateTargetHealth of [true, false]) {
      const { healthCheckId: _, ...primary } = failover[1] as DnsRecord;
      const of = check({
        id: "targets",
        interval: 10,
        failureThreshold: 2,
        recoveryThreshold: 5,
        checkers: 1,
      });
      const setup = new Setup(
        [failover[0] as DnsRecord, { ...primary, type: "A", alias: { evaluateTargetHealth } }],
        [],
        [
          {
            dnsName: "a.example",
            origin: "bucket.example",
            check: { ...of, statuses: [[200, 200]], timeout: 5 },
          },
        ],
      );
      setup.answers.set("a.example", status(301));
      expect(await setup.changesAfter(120)).toBe(evaluateTargetHealth ? 10 : Number.POSITIVE_INFINITY);
      setup.answers.delete("a.example");
      expect(await setup.changesAfter(120)).toBe(evaluateTargetHealth ? 50 : Number.POSITIVE_INFINITY);
    }
  });
});

describe("a health check", () => {
  it.each([
    // The last of so many checkers that 18 % are no more has to have failed three times.
    [30, 3, 60, 120],
    [10, 3, 20, 40],
    [30, 1, 0, 60],
    [10, 10, 90, 110],
  ] as const)(
    "every %i s, %i in a row: fails over after more than %i s and within %i s",
    async (interval, failureThreshold, least, most) => {
      const setup = new Setup(failover, [check({ interval, failureThreshold })]);
      await setup.clock.advance(60_000);
      setup.answers.set("a.example", { kind: "connect-refused" });
      const after = await setup.changesAfter();
      expect(after).toBeGreaterThan(least);
      expect(after).toBeLessThanOrEqual(most);
      setup.answers.delete("a.example");
      // Two of eight are more than 18 %: it is back before all are.
      expect(await setup.changesAfter()).toBeLessThanOrEqual(after);
      expect(setup.leadsTo).toBe("a.example");
    },
  );

  it("counts as healthy until there is data", async () => {
    const setup = new Setup(failover, [check({ failureThreshold: 1 })]);
    setup.answers.set("a.example", status(500));
    expect(setup.leadsTo).toBe("a.example");
    await setup.clock.advance(31_000);
    expect(setup.leadsTo).toBe("b.example");
  });

  it("stays healthy while more than 18 % of the checkers say so", async () => {
    const setup = new Setup(failover, [check({ failureThreshold: 1 })]);
    let asked = 0;
    // Two of eight go on seeing it.
    Object.defineProperty(setup, "answers", {
      value: { get: () => (asked++ % 8 < 2 ? ok : status(500)) },
    });
    await setup.clock.advance(120_000);
    expect(setup.leadsTo).toBe("a.example");
  });

  it.each([
    ["2xx", status(204), true],
    ["3xx", status(304), true],
    ["4xx", status(404), false],
    ["5xx", status(503), false],
    ["a name that does not resolve", { kind: "dns" }, false],
    ["a failed handshake", { kind: "tls" }, false],
  ] as const)("takes %s for what it is", async (_, outcome, healthy) => {
    const setup = new Setup(failover, [check({ failureThreshold: 1 })]);
    setup.answers.set("a.example", outcome);
    await setup.clock.advance(31_000);
    expect(setup.names.isHealthy("check")).toBe(healthy);
  });

  it("wants a status within 2 s after the connection", async () => {
    for (const [delay, healthy] of [
      [1_900, true],
      [2_100, false],
    ] as const) {
      const setup = new Setup(failover, [check({ failureThreshold: 1 })]);
      setup.delay = delay;
      await setup.clock.advance(40_000);
      expect(setup.names.isHealthy("check")).toBe(healthy);
    }
  });

  it("looks for its string in the first 5,120 bytes of the body", async () => {
    for (const [before, healthy] of [
      [5_120 - 4, true],
      [5_120 - 3, false],
    ] as const) {
      const setup = new Setup(failover, [check({ failureThreshold: 1, searchString: "well" })]);
      setup.answers.set("a.example", { ...ok, body: Buffer.from(`${" ".repeat(before)}well`) });
      await setup.clock.advance(31_000);
      expect(setup.names.isHealthy("check")).toBe(healthy);
    }
  });

  it("of TCP is content with a connection", async () => {
    const setup = new Setup(failover, [check({ failureThreshold: 1, protocol: "tcp" })]);
    setup.answers.set("a.example", status(503));
    await setup.clock.advance(31_000);
    expect(setup.names.isHealthy("check")).toBe(true);
    setup.answers.set("a.example", { kind: "connect-timeout" });
    await setup.clock.advance(60_000);
    expect(setup.names.isHealthy("check")).toBe(false);
  });

  it("is the other way round where it is inverted, and nobody asks where it is disabled", async () => {
    const inverted = new Setup(failover, [check({ inverted: true })]);
    expect(inverted.leadsTo).toBe("b.example");
    const disabled = new Setup(failover, [check({ disabled: true })]);
    disabled.answers.set("a.example", status(500));
    await disabled.clock.advance(300_000);
    expect([disabled.leadsTo, disabled.asked]).toEqual(["a.example", []]);
  });

  it("goes by others, of which so many have to be healthy", async () => {
    const calculated = (threshold: number): HealthCheck => ({
      ...{ id: "check", type: "calculated", inverted: false, disabled: false },
      ...{ children: ["one", "two"], threshold },
    });
    const children = [
      check({ id: "one", failureThreshold: 1 }),
      check({ id: "two", failureThreshold: 1, endpoint: "b.example" }),
    ];
    for (const [threshold, target] of [
      [1, "a.example"],
      [2, "b.example"],
    ] as const) {
      const setup = new Setup(failover, [calculated(threshold), ...children]);
      setup.answers.set("a.example", status(500));
      await setup.clock.advance(31_000);
      expect(setup.leadsTo).toBe(target);
    }
  });

  it("is asked for only where it decides where somebody's name leads", async () => {
    const setup = new Setup(failover, [check(), check({ id: "alarm", endpoint: "alarm.example" })]);
    setup.names.update({ records: failover, healthChecks: [check()], balancers: [] }, [
      "elsewhere.example.com",
    ]);
    setup.asked.length = 0;
    await setup.clock.advance(120_000);
    expect(setup.asked).toEqual([]);
    expect(setup.clock.sleepers).toBe(0);
  });

  it("remembers what it has seen when the zones are deployed again", async () => {
    const setup = new Setup(failover, [check()]);
    setup.answers.set("a.example", status(500));
    await setup.clock.advance(150_000);
    setup.names.update({ records: failover, healthChecks: [check()], balancers: [] }, ["origin.example.com"]);
    expect(setup.leadsTo).toBe("b.example");
  });
});

describe("whoever asks for a name", () => {
  it("goes by an answer for its TTL", async () => {
    const setup = new Setup(failover, [check({ interval: 10, failureThreshold: 1 })]);
    const resolver = new NameResolver(setup.names, setup.clock);
    await setup.clock.advance(15_000);
    expect(resolver.lookUp("origin.example.com")).toBe("a.example");
    setup.answers.set("a.example", status(500));
    await setup.clock.advance(59_000);
    expect([setup.leadsTo, resolver.lookUp("origin.example.com")]).toEqual(["b.example", "a.example"]);
    await setup.clock.advance(1_000);
    expect(resolver.lookUp("origin.example.com")).toBe("b.example");
    expect(resolver.lookUp("nobody.example.com")).toBeUndefined();
  });
});
