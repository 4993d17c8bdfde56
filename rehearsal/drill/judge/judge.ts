import type { ViewerResponse } from "../../edge";
import type { StateName } from "../content/content";
import type { WrongKind } from "../result";
import { type Asked, bodyDigest, type ExpectedAnswer, isHtml, type Oracle } from "./oracle";

/** One answer, as it is counted. */
export interface Judgement {
  readonly wrong?: WrongKind | undefined;
  /** The states of the content that the answer can be of. */
  readonly states: readonly StateName[];
  /** Milliseconds since its content was replaced; 0 if it is what there is. */
  readonly staleFor: number;
}

interface Period {
  readonly state: StateName;
  /** Its release began. */
  readonly from: number;
  /** The next one was complete. */
  until: number;
}

/** Decides whether answers are right, by what the site's content was when. */
export class Judge {
  readonly #oracle: Oracle;
  #periods: Period[] = [{ state: "live", from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }];
  readonly #gone = new Map<string, number>();

  constructor(oracle: Oracle) {
    this.#oracle = oracle;
  }

  /** The content that the site has from now on, or is about to have. */
  begin(state: StateName, now: number): void {
    this.#periods.push({ state, from: now, until: Number.POSITIVE_INFINITY });
  }

  /** What was there before the last one is replaced. */
  complete(now: number): void {
    for (const period of this.#periods.slice(0, -1)) period.until = Math.min(period.until, now);
  }

  takeDown(path: string, now: number): void {
    this.#gone.set(path, now);
  }

  /** @param confirmed of a 304: what the browser has */
  judge(
    asked: Asked,
    response: ViewerResponse | undefined,
    confirmed: readonly string[],
    now: number,
  ): Judgement {
    if (response === undefined || response.status >= 500)
      return { wrong: "server-error", states: [], staleFor: 0 };
    const gone = this.#gone.get(asked.path);
    if (gone !== undefined && response.status >= 400) return { states: this.#current(), staleFor: 0 };
    const answers = this.#oracle.answers(asked);
    const matching = response.status === 304 ? this.#confirmed(confirmed) : this.#matching(answers, response);
    if (matching.length === 0) return { wrong: this.#kindOf(asked, response), states: [], staleFor: 0 };
    const states = matching.map(({ state }) => state);
    if (gone !== undefined && now > gone) return { wrong: "deleted-content", states, staleFor: now - gone };
    let until = Number.NEGATIVE_INFINITY;
    let window = 0;
    let isBad = true;
    let isHeadless = response.status !== 304;
    for (const period of matching) {
      const expected = answers?.get(period.state);
      until = Math.max(until, period.until);
      window = Math.max(window, expected?.window ?? 0);
      isBad &&= period.state === "bad";
      isHeadless &&= !hasHeaders(expected, response);
    }
    const staleFor = Math.max(0, now - until);
    if (isBad) return { wrong: "bad-release", states, staleFor };
    if (staleFor > window) return { wrong: "too-stale", states, staleFor };
    return { wrong: isHeadless ? "header-missing" : undefined, states, staleFor };
  }

  #current(): readonly StateName[] {
    return [...new Set(this.#periods.map(({ state }) => state))];
  }

  #confirmed(states: readonly string[]): Period[] {
    return this.#periods.filter(({ state }) => states.includes(state));
  }

  #matching(answers: ReturnType<Oracle["answers"]>, response: ViewerResponse): Period[] {
    const digest = bodyDigest(response.body, response.headers);
    return this.#periods.filter(({ state }) => {
      const expected = answers?.get(state);
      if (expected === undefined || expected.status !== response.status) return false;
      // S3 names the request in the text of its errors.
      if (expected.status >= 400) return expected.isHtml === isHtml(response.headers);
      return expected.digest === digest && expected.location === response.headers.get("location");
    });
  }

  #kindOf(asked: Asked, response: ViewerResponse): WrongKind {
    const expected = this.#periods
      .map(({ state }) => this.#oracle.expected(state, asked))
      .filter((one) => one !== undefined);
    const ok = expected.find(({ status }) => status < 400);
    if (response.status >= 400) return "client-error";
    if (ok && !ok.isHtml && isHtml(response.headers)) return "html-for-asset";
    const announced = Number(response.headers.get("content-length") ?? response.body.length);
    if (response.body.length < announced && asked.method === "GET") return "truncated";
    return "wrong-content";
  }
}

function hasHeaders(expected: ExpectedAnswer | undefined, { headers }: ViewerResponse): boolean {
  for (const name in expected?.headers) if (headers.get(name) !== expected.headers[name]) return false;
  return true;
}
