import type { Clock } from "../edge/ports";
import { Checker, type Probe } from "./checker";
import type { HealthCheck } from "./records";

/** An endpoint is healthy if more than this share of the checkers says so (same page as below). */
const HEALTHY_SHARE = 0.18;

export interface HealthChecksOptions {
  readonly clock: Clock;
  /** In [0, 1). Decides when each checker begins. */
  readonly random: () => number;
  readonly probe: Probe;
}

interface Running {
  readonly check: HealthCheck;
  readonly checkers: readonly Checker[];
  readonly stop: AbortController;
}

/**
 * Route 53's health checks on the clock (Route 53 guide, "How Amazon Route 53 determines whether a health check is
 * healthy"). Their requests are real ones, which faults hit as they hit visitors.
 */
export class HealthChecks {
  readonly #options: HealthChecksOptions;
  #running = new Map<string, Running>();

  constructor(options: HealthChecksOptions) {
    this.#options = options;
  }

  /** Asks by these checks and no others from now on; one that stays as it was remembers what it has seen. */
  update(checks: readonly HealthCheck[]): void {
    const before = this.#running;
    this.#running = new Map(
      checks.map((check) => {
        const old = before.get(check.id);
        const stays = old !== undefined && JSON.stringify(old.check) === JSON.stringify(check);
        return [check.id, stays ? old : this.#start(check)];
      }),
    );
    for (const [id, old] of before) if (this.#running.get(id) !== old) old.stop.abort();
  }

  /** A check that nobody knows is no reason to send anybody elsewhere. */
  isHealthy(id: string, asked: ReadonlySet<string> = new Set()): boolean {
    const running = this.#running.get(id);
    if (running === undefined || asked.has(id)) return true;
    const { check, checkers } = running;
    // "If you disable a health check, Route 53 considers the status to be always healthy", or unhealthy if inverted.
    if (check.disabled || check.type === "assumed") return !check.inverted;
    const healthy =
      check.type === "endpoint"
        ? checkers.filter((one) => one.healthy).length > HEALTHY_SHARE * checkers.length
        : check.children.filter((child) => this.isHealthy(child, new Set([...asked, id]))).length >=
          check.threshold;
    return healthy !== check.inverted;
  }

  /** Ends all of them. */
  close(): void {
    this.update([]);
  }

  #start(check: HealthCheck): Running {
    const { clock, random, probe } = this.#options;
    const stop = new AbortController();
    if (check.type !== "endpoint" || check.disabled) return { check, checkers: [], stop };
    const checkers = Array.from({ length: check.checkers }, () => new Checker(check, probe, clock));
    for (const checker of checkers) void checker.run(random() * check.interval * 1_000, stop.signal);
    return { check, checkers, stop };
  }
}
