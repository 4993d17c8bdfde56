import type { Random } from "../headers/viewer-headers";
import type { ViewerRequest } from "../ports";
import type { CompiledDistribution } from "./compiled-distribution";

interface Session {
  readonly isStaging: boolean;
  readonly began: number;
  seen: number;
}

/** Visitors that are remembered at most. */
const MOST = 10_000;

/**
 * Sends requests of a primary distribution to its staging one, by a header or by weight (CloudFront guide, "Use
 * continuous deployment to safely test changes"). Where sessions stick, a visitor is known by its address here.
 */
export class Staging {
  readonly #byName: ReadonlyMap<string, CompiledDistribution>;
  /** By the primary's id and the visitor's address. */
  readonly #sessions: Map<string, Session>;

  /**
   * @param former whose sessions go on, but for those of a policy that was turned off or on, or that keeps sessions no more
   * (CloudFront guide, "Session stickiness for weight-based configurations")
   */
  constructor(
    distributions: readonly CompiledDistribution[],
    private readonly random: Random,
    former?: Staging,
  ) {
    this.#byName = new Map(distributions.map((one) => [one.config.domainName, one]));
    const sticky = new Set(distributions.filter(keepsSessions).map(({ config }) => config.id));
    const sessions = [...(former?.sessions ?? [])];
    this.#sessions = new Map(sessions.filter(([key]) => sticky.has(key.split(" ", 1)[0] as string)));
  }

  get sessions(): Iterable<[string, Session]> {
    return this.#sessions;
  }

  /** The staging distribution that may take the traffic of another. */
  of({ config }: CompiledDistribution): CompiledDistribution | undefined {
    const found = this.#byName.get(config.staging?.domainName ?? "");
    return found?.config.enabled ? found : undefined;
  }

  /** The one of both that a request goes to. @param now milliseconds since the epoch */
  choose(primary: CompiledDistribution, viewer: ViewerRequest, now: number): CompiledDistribution {
    const staging = this.of(primary);
    const traffic = primary.config.staging?.traffic;
    if (staging === undefined || traffic === undefined) return primary;
    if (traffic.type === "header")
      return viewer.headers.get(traffic.header) === traffic.value ? staging : primary;
    const { weight, stickiness } = traffic;
    if (stickiness === undefined) return this.random() < weight ? staging : primary;
    const key = `${primary.config.id} ${viewer.clientIp}`;
    const known = this.#sessions.get(key);
    const isOver =
      known === undefined ||
      now - known.seen >= stickiness.idleTtl * 1000 ||
      now - known.began >= stickiness.maximumTtl * 1000;
    const session = isOver ? { isStaging: this.random() < weight, began: now, seen: now } : known;
    session.seen = now;
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    if (this.#sessions.size > MOST) this.#sessions.delete(this.#sessions.keys().next().value as string);
    return session.isStaging ? staging : primary;
  }
}

function keepsSessions({ config: { staging } }: CompiledDistribution): boolean {
  return staging?.traffic.type === "weight" && staging.traffic.stickiness !== undefined;
}
