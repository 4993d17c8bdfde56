/** The process is gone: no code of the release runs after this, but for what JavaScript makes of a rejection. */
export class Killed extends Error {
  constructor() {
    super("killed");
  }
}

/** Wraps services so that a run ends at a request, before or after the service has done what it asks. */
export class Executioner {
  #left = Number.POSITIVE_INFINITY;
  #after = false;
  /** Requests so far. */
  requests = 0;

  constructor(private readonly onRequest: (name: PropertyKey) => void = () => {}) {}

  /** The process dies at the request after this many. */
  killAfter(requests: number, after: boolean): void {
    this.#left = requests;
    this.#after = after;
  }

  spare(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }

  wrap = <Service extends object>(service: Service): Service =>
    new Proxy(service, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => this.#perform(name, () => value.apply(target, given));
      },
    });

  async #perform(name: PropertyKey, request: () => Promise<unknown>): Promise<unknown> {
    this.requests++;
    const last = this.#left-- === 0;
    if (this.#left < -1 || (last && !this.#after)) throw new Killed();
    const answer = await request();
    this.onRequest(name);
    if (last) throw new Killed();
    return answer;
  }
}
