import { createHash } from "node:crypto";

/** What a site answered, as far as it is compared. */
export interface SiteAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Hexadecimal, of the body after its Content-Encoding is undone. */
  readonly sha256: string;
  /** Bytes of that body. */
  readonly size: number;
  /** The body's beginning. */
  readonly text: string;
}

/** Asks for one URL. Redirects are answers like any other: nothing is followed, least of all to another site. */
export type Ask = (url: string) => Promise<SiteAnswer>;

const keptText = 4096;

/** Asks over the network; a request that takes longer than `timeoutSeconds` in all has failed. */
export function networkAsk(timeoutSeconds: number): Ask {
  return async (url) => {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { "accept-encoding": "br, gzip", "user-agent": "outlast-verify" },
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    const hash = createHash("sha256");
    let size = 0;
    let text = "";
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? []) {
      hash.update(piece);
      size += piece.length;
      if (text.length < keptText) text += decoder.decode(piece, { stream: true });
    }
    return { status: response.status, headers: response.headers, sha256: hash.digest("hex"), size, text };
  };
}

/** Why a request came to nothing, in words. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no whole answer in time";
  const { cause } = error;
  if (cause instanceof Error) return "code" in cause ? `${cause.code}` : cause.message;
  return error.message;
}
