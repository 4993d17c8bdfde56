import type { ObjectHeaders } from "./ports";

/** What is the same for thousands of files, there once. */
export class SharedHeaders {
  readonly #known = new Map<string, ObjectHeaders>();

  of(headers: ObjectHeaders): ObjectHeaders {
    const text = JSON.stringify(headers);
    const known = this.#known.get(text);
    if (known === undefined) this.#known.set(text, headers);
    return known ?? headers;
  }
}
