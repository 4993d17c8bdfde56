import { array, assert as check, constantFrom, integer, property, record } from "fast-check";
import { afterEach, expect } from "vitest";
import { HeaderMap } from "../../../../../facts/http/header-map";
import type { LambdaFunction, Origin } from "../../../../../rehearsal/edge";
import { EdgeFunctions } from "../../../../../rehearsal/edge/functions";
import { context } from "./cloudfront-function";

/** A function of origin-response. */
export const responding = (statements: string, before = "") =>
  `${before} exports.handler = async (event) => { const { request, response } = event.Records[0].cf; ${statements} return response; };`;
export const telling = (expression: string, before = "") =>
  responding(`response.headers["x-told"] = [{ key: "X-Told", value: String(${expression}) }];`, before);

const origin = { id: "o", domainName: "o.s3.eu-west-1.amazonaws.com", originPath: "", customHeaders: [] };
const requests = ["/a", "/b", "/docs/"].map((uri) => ({
  ...{ method: "GET", uri, query: "", headers: new HeaderMap({ host: "o", "x-asked": uri }) },
  origin: { ...origin, kind: { type: "s3", access: { type: "none" } } } as unknown as Origin,
}));
const responses = [
  { status: 200, headers: { "content-type": "text/html", etag: '"1"', date: "now" } },
  { status: 200, headers: { etag: '"1"', "content-type": "text/html", date: "then", "x-powered-by": "S3" } },
  {
    status: 200,
    headers: [
      ["etag", '"1"'],
      ["etag", '"2"'],
      ["date", "then"],
      ["10", "a"],
      ["__proto__", "p"],
    ],
  },
  { status: 404, headers: { "content-type": "text/plain", date: "later", "x-amz-meta-a": "\u0101" } },
] as const;

export const lambda = (code: string | Uint8Array): LambdaFunction => ({
  ...{ type: "lambda", eventType: "origin-response", name: "f", runtime: "nodejs22.x" },
  ...{ handler: "index.handler", timeout: 5, memorySize: 128, includeBody: false },
  arn: "arn:aws:lambda:us-east-1:123456789012:function:f:1",
  files: new Map([["index.js", Buffer.from(code)]]),
});
const used: EdgeFunctions[] = [];
const ended: Promise<void>[] = [];
const end = () => void ended.push(...used.splice(0).map((functions) => functions.close()));
afterEach(async () => {
  end();
  await Promise.all(ended.splice(0));
});

/** What is seen of a call that another thread answers, as it does all calls of that function from then on. */
const elsewhere = "elsewhere";

/** A function, of which every call is seen from outside. */
export function called(code: string) {
  const lines: string[] = [];
  const functions = new EdgeFunctions({ store: () => undefined, onLog: (_, line) => lines.push(line) });
  used.push(functions);
  const fn = lambda(code);
  return (at: number, which: number, answer: number) => {
    const { status, headers } = responses[answer] as (typeof responses)[number];
    const dated = new HeaderMap([...new HeaderMap(headers as Record<string, string>), ["x-at", `${at}`]]);
    const outcome = functions.onResponse(
      fn,
      { ...context, requestId: `r${at}` },
      requests[which] as (typeof requests)[number],
      { status, statusText: "Told", headers: dated },
    );
    if (outcome instanceof Promise) return elsewhere;
    return JSON.stringify([outcome, lines.splice(0)], (_, value) =>
      value instanceof HeaderMap ? value.flat : value,
    );
  };
}

const steps = array(
  record({
    which: integer({ min: 0, max: requests.length - 1 }),
    answer: constantFrom(0, 0, ...responses.keys()),
  }),
  { minLength: 3, maxLength: 30 },
);

/** The same, called each time: it names the module's own arguments. */
export const eachTime = (code: string) => `${code}\n;void arguments;`;

/** Has a function come to what it comes to when it is called each time; whether anything was compared. */
export function comesToTheSame(code: string): boolean {
  let isCompared = false;
  check(
    property(steps, (taken) => {
      const [one, each] = [called(code), called(eachTime(code))];
      for (const [at, { which, answer }] of taken.entries()) {
        const seen = one(at, which, answer);
        expect(seen).toBe(each(at, which, answer));
        if (seen === elsewhere) {
          // Nobody waits for the answers: their threads have hardly begun.
          end();
          break;
        }
        isCompared = true;
      }
    }),
    { numRuns: 8 },
  );
  return isCompared;
}
