import type { AttemptLimits, Clock, OriginOutcome } from "../edge/ports";
import type { EndpointCheck } from "./records";

/** One request of a health checker, as it goes out. */
export type Probe = (check: EndpointCheck, limits: AttemptLimits) => Promise<OriginOutcome>;

/**
 * An HTTP or HTTPS checker has to connect within 4 s and get a status within 2 s after that, a TCP one to connect within
 * 10 s (Route 53 guide, "How Amazon Route 53 determines whether a health check is healthy").
 */
const route53Limits: Readonly<Record<EndpointCheck["protocol"], AttemptLimits>> = {
  http: { connectTimeout: 4_000, readTimeout: 2_000 },
  https: { connectTimeout: 4_000, readTimeout: 2_000 },
  tcp: { connectTimeout: 10_000, readTimeout: 2_000 },
};

/** The string has to be within so many bytes of the body (same page). */
const SEARCHED_BYTES = 5_120;

/** A health checker in one place: what it thinks of the endpoint after so many answers in a row. */
export class Checker {
  readonly #check: EndpointCheck;
  readonly #probe: Probe;
  readonly #clock: Clock;
  /** Until there is data, an endpoint counts as healthy (same page, on new health checks). */
  healthy = true;
  #against = 0;

  constructor(check: EndpointCheck, probe: Probe, clock: Clock) {
    this.#check = check;
    this.#probe = probe;
    this.#clock = clock;
  }

  /**
   * Asks until the signal is aborted. Checkers do not coordinate (same page): each begins when it does.
   * @param start milliseconds until its first request
   */
  async run(start: number, signal: AbortSignal): Promise<void> {
    const { protocol, interval, timeout } = this.#check;
    const limits =
      timeout === undefined
        ? route53Limits[protocol]
        : { connectTimeout: timeout * 1_000, readTimeout: timeout * 1_000 };
    try {
      for (let due = this.#clock.now() + start; ; due += interval * 1_000) {
        await this.#clock.sleep(Math.max(0, due - this.#clock.now()), signal);
        this.#record(passes(this.#check, await this.#probe(this.#check, limits)));
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #record(passed: boolean): void {
    const { failureThreshold, recoveryThreshold = failureThreshold } = this.#check;
    this.#against = passed === this.healthy ? 0 : this.#against + 1;
    if (this.#against < (this.healthy ? failureThreshold : recoveryThreshold)) return;
    this.healthy = passed;
    this.#against = 0;
  }
}

/** Whether an answer is a healthy endpoint's: 2xx or 3xx, with the string where one is searched for. */
function passes(
  { protocol, searchString, statuses = [[200, 399]] }: EndpointCheck,
  outcome: OriginOutcome,
): boolean {
  if (protocol === "tcp") return !["connect-refused", "connect-timeout", "dns"].includes(outcome.kind);
  // The certificate is not validated, but there has to be a handshake.
  if (outcome.kind !== "response") return false;
  if (!statuses.some(([first, last]) => first <= outcome.status && outcome.status <= last)) return false;
  if (searchString === undefined) return true;
  return Buffer.from(outcome.body.subarray(0, SEARCHED_BYTES)).includes(searchString);
}
