import { HealthChecks, type HealthChecksOptions } from "./health-checks";
import type { DnsRecord, HealthCheck, LoadBalancer, Zones } from "./records";

export interface NamesOptions extends HealthChecksOptions {
  /** Milliseconds from who asks to a region: what latency records go by. */
  readonly latency: (region: string) => number;
}

/** Where a name leads, and for how long whoever asked goes by that. */
export interface NameAnswer {
  readonly target: string;
  /** Seconds. */
  readonly ttl: number;
}

/** Aliases of aliases; longer ones lead nowhere. */
const LONGEST_CHAIN = 8;

/** Route 53: which record of a name is the answer, by its routing and by its health. */
export class Names {
  readonly #options: NamesOptions;
  readonly #checks: HealthChecks;
  #balancers: ReadonlyMap<string, LoadBalancer> = new Map();
  #records = new Map<string, readonly DnsRecord[]>();

  constructor(options: NamesOptions) {
    this.#options = options;
    this.#checks = new HealthChecks(options);
  }

  /**
   * Goes by these zones from now on.
   * @param used names that somebody looks up: only the health that decides where they lead is asked for
   */
  update({ records, healthChecks, balancers }: Zones, used: readonly string[]): void {
    this.#records = new Map();
    for (const record of records) {
      const name = normalized(record.name);
      this.#records.set(name, [...(this.#records.get(name) ?? []), record]);
    }
    this.#balancers = new Map(balancers.map((balancer) => [normalized(balancer.dnsName), balancer]));
    const ids = used.flatMap((name) => this.#reachable(name)).map((record) => record.healthCheckId);
    const before = used.flatMap((name) => this.targetsOf(name)).map((target) => this.#balancers.get(target));
    this.#checks.update([
      ...withChildren(healthChecks, new Set(ids.filter((id) => id !== undefined))),
      ...new Set(before.flatMap((balancer) => balancer?.check ?? [])),
    ]);
  }

  /** Whether a zone has the name, or it is a load balancer's. */
  knows(name: string): boolean {
    if (this.#records.size === 0 && this.#balancers.size === 0) return false;
    const key = normalized(name);
    return this.#records.has(key) || this.#balancers.has(key);
  }

  /** Whether a health check finds what it asks for; docs and reports show it. */
  isHealthy(healthCheckId: string): boolean {
    return this.#checks.isHealthy(healthCheckId);
  }

  /** The load balancer of a name, if it is one's. */
  balancer(name: string): LoadBalancer | undefined {
    return this.#balancers.get(normalized(name));
  }

  /** Where a name leads now; undefined where no record of it is an answer. */
  resolve(name: string): NameAnswer | undefined {
    let ttl = Number.POSITIVE_INFINITY;
    let at = normalized(name);
    if (this.#balancers.has(at)) return { target: at, ttl };
    for (let hops = 0; hops < LONGEST_CHAIN; hops++) {
      const record = this.#chosen(at);
      const [target] = record?.targets ?? [];
      if (record === undefined || target === undefined) return undefined;
      ttl = Math.min(ttl, record.ttl);
      at = normalized(target);
      if (!this.#records.has(at)) return { target: at, ttl };
    }
    return undefined;
  }

  /** Everything that a name may lead to, what is preferred first. */
  targetsOf(name: string): readonly string[] {
    if (this.balancer(name) !== undefined) return [normalized(name)];
    const targets = this.#reachable(normalized(name))
      .flatMap((record) => record.targets)
      .map(normalized);
    return [...new Set(targets)].filter((target) => !this.#records.has(target));
  }

  /** Ends the health checks. */
  close(): void {
    this.#checks.close();
  }

  /** All records that an answer can come by, in the order of their preference. */
  #reachable(name: string, seen: ReadonlySet<string> = new Set()): DnsRecord[] {
    const at = normalized(name);
    if (seen.has(at)) return [];
    const inner = new Set([...seen, at]);
    return this.#candidates(at).flatMap((record) => [
      record,
      ...record.targets.flatMap((target) => this.#reachable(target, inner)),
    ]);
  }

  /** The records of a name that answer a look-up of an IPv4 address, what is preferred first. */
  #candidates(name: string): DnsRecord[] {
    const records = (this.#records.get(name) ?? []).filter(({ type }) => type !== "AAAA");
    return records.toSorted((a, b) => this.#distance(a) - this.#distance(b));
  }

  #distance({ routing }: DnsRecord): number {
    if (routing.type === "latency") return this.#options.latency(routing.region);
    return routing.type === "failover" && routing.role === "secondary" ? 1 : 0;
  }

  /**
   * The first healthy one, and the first one where none is: a primary record, or the nearest region (Route 53 guide, "How
   * Amazon Route 53 chooses records when health checking is configured" and "Failover routing").
   */
  #chosen(name: string): DnsRecord | undefined {
    const candidates = this.#candidates(name);
    return candidates.find((record) => this.#isRecordHealthy(record, new Set([name]))) ?? candidates[0];
  }

  /** By its check, if it has one, and by what an alias leads to, if that is to be evaluated. */
  #isRecordHealthy({ healthCheckId, alias, targets }: DnsRecord, seen: ReadonlySet<string>): boolean {
    if (healthCheckId !== undefined && !this.#checks.isHealthy(healthCheckId)) return false;
    if (!alias?.evaluateTargetHealth) return true;
    return targets.map(normalized).every((target) => {
      if (seen.has(target)) return true;
      const records = this.#candidates(target);
      if (records.length > 0)
        return records.some((record) => this.#isRecordHealthy(record, new Set([...seen, target])));
      const balancer = this.#balancers.get(target);
      return balancer === undefined || this.#checks.isHealthy(balancer.check.id);
    });
  }
}

/** Names are the same whatever the case, with or without the dot of the root. */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** The checks of these ids, with those that they go by. */
function withChildren(checks: readonly HealthCheck[], ids: ReadonlySet<string>): HealthCheck[] {
  const all = new Map(checks.map((check) => [check.id, check]));
  const wanted = new Set<string>();
  const want = (id: string) => {
    const check = all.get(id);
    if (check === undefined || wanted.has(id)) return;
    wanted.add(id);
    if (check.type === "calculated") check.children.forEach(want);
  };
  ids.forEach(want);
  return checks.filter(({ id }) => wanted.has(id));
}
