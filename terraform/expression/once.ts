import { ExpressionError } from "./syntax";

type Outcome<V> = { readonly value: V } | { readonly error: unknown } | "under way";

/** Makes what has a key once; what depends on itself is an error rather than the end of the stack. */
export class Once<K, V> {
  readonly #outcomes = new Map<K, Outcome<V>>();

  /** @throws {ExpressionError} with the name, where making it needs it; what `make` throws, each time */
  get(key: K, name: string, make: () => V): V {
    const known = this.#outcomes.get(key);
    if (known === "under way") throw new ExpressionError(`${name} depends on itself`);
    const outcome = known ?? this.#make(key, make);
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }

  #make(key: K, make: () => V): Exclude<Outcome<V>, string> {
    this.#outcomes.set(key, "under way");
    let outcome: Exclude<Outcome<V>, string>;
    try {
      outcome = { value: make() };
    } catch (error) {
      outcome = { error };
    }
    this.#outcomes.set(key, outcome);
    return outcome;
  }
}
