import { type Invalidator, type ObjectStore, StoreError } from "../../../release";
import { buckets } from "./world";

/** What AWS does to a release, but for killing its process. */
export const weathers = ["fair", "lossy", "primary down", "replica down", "no invalidations"] as const;
export type Weather = (typeof weathers)[number];

/** Services as they answer in a weather that may change at any time. */
export class Climate {
  weather: Weather = "fair";

  constructor(private readonly random: () => number) {}

  store = (store: ObjectStore): ObjectStore =>
    new Proxy(store, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => this.#request(store, () => value.apply(target, given));
      },
    });

  invalidator = (invalidator: Invalidator): Invalidator => ({
    invalidate: async (paths, reference) => {
      if (this.weather === "no invalidations") throw new Error("AccessDenied");
      return invalidator.invalidate(paths, reference);
    },
  });

  async #request(store: ObjectStore, request: () => Promise<unknown>): Promise<unknown> {
    const down = this.weather === "primary down" ? buckets.primary : buckets.replica;
    if (this.weather.endsWith(" down") && store.name.startsWith(down))
      throw new StoreError("unavailable", "503 Service Unavailable");
    const lossy = this.weather === "lossy";
    if (lossy && this.random() < 0.2) throw new StoreError("throttled", "503 SlowDown");
    const answer = await request();
    // S3 has done it, and nobody hears of that.
    if (lossy && this.random() < 0.2) throw new StoreError("connection-lost", "ECONNRESET");
    return answer;
  }
}
