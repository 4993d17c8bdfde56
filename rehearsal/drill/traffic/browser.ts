import { parseCacheControl } from "../../../facts/http/cache-control";
import type { ViewerResponse } from "../../edge";

/** What a browser has kept of an answer. */
export interface KeptAnswer {
  readonly etag: string;
  /** Content states that the answer was of. */
  readonly states: readonly string[];
  readonly freshUntil: number;
}

/** One visitor's browser: it honours Cache-Control as a private cache, and asks again with the ETag that it has. */
export class Browser {
  readonly #kept = new Map<string, KeptAnswer>();

  /** What is shown without a request. */
  fresh(path: string, now: number): KeptAnswer | undefined {
    const kept = this.#kept.get(path);
    return kept !== undefined && now < kept.freshUntil ? kept : undefined;
  }

  etag(path: string): string | undefined {
    return this.#kept.get(path)?.etag;
  }

  /** What a 304 confirms. */
  states(path: string): readonly string[] {
    return this.#kept.get(path)?.states ?? [];
  }

  /** Keeps an answer as it may be kept (RFC 9111, section 5.2.2): without max-age it is asked about each time. */
  keep(path: string, { status, headers }: ViewerResponse, states: readonly string[], now: number): void {
    if (status !== 200 && status !== 304) return;
    const control = parseCacheControl(headers, now);
    const etag = headers.get("etag") ?? this.#kept.get(path)?.etag;
    if ((control.noStore && !control.isPrivate) || etag === undefined) {
      this.#kept.delete(path);
      return;
    }
    const age = Number(headers.get("age") ?? 0);
    const lifetime = control.noCache ? 0 : Math.max(0, (control.maxAge ?? control.expiresIn ?? 0) - age);
    this.#kept.set(path, { etag, states, freshUntil: now + lifetime * 1_000 });
  }
}
