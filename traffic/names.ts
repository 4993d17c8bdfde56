import { Crowd, type CrowdPart, crowded } from "./crowd";
import { Interner, viewOf } from "./intern";
import type { LogLine } from "./scan";

/** Of all that has names but paths: there are not so many. */
export const mostNames = 5_000;

class Named extends Crowd {
  constructor(readonly name: string) {
    super();
  }
}

/** Crowds by a field's value. */
export class NamedCrowds {
  readonly #names = new Interner((text) => new Named(text), mostNames);
  readonly #rest = new Named("other");

  add(line: LogLine, from: number, to: number, who: number, k: number): void {
    (this.#names.get(line.view, from, to) ?? this.#rest).add(who, k);
  }

  absorb(parts: ReturnType<NamedCrowds["part"]>, k: number): void {
    for (const [name, part] of parts) {
      const bytes = viewOf(Buffer.from(name ?? ""));
      const one = name === undefined ? undefined : this.#names.get(bytes, 0, bytes.byteLength);
      (one ?? this.#rest).absorb(part, k);
    }
  }

  /** By name; those beyond what is kept have none. */
  part(): readonly (readonly [name: string | undefined, crowd: CrowdPart])[] {
    return [
      ...this.#names.values().map(({ name, part }) => [name, part] as const),
      [undefined, this.#rest.part],
    ];
  }

  counts(k: number): Record<string, number> {
    const all = [...this.#names.values(), ...(this.#rest.requests > 0 ? [this.#rest] : [])];
    return crowded(
      all.map((one) => [one.name || "-", one]),
      k,
    );
  }
}
