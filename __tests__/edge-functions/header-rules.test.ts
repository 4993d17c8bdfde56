import { describe, expect, test } from "vitest";
import type { SiteInput } from "../../config/schema";
import type { EventResponse, Fields } from "../../facts/site/event";
import { headerFunctionArchive, headerFunctionViewerBundle } from "../../modules/edge-bundle/index";
import { deploy, deployLambda, plain, requestEvent, siteOf } from "./harness";

type Rules = NonNullable<NonNullable<SiteInput["headers"]>["rules"]>;
type LambdaHeaders = Record<string, { key?: string; value: string }[]>;
interface LambdaResponse {
  status: string;
  statusDescription: string;
  headers?: LambdaHeaders;
}

/** The origin-response event of the Lambda guide. */
function originEvent(uri: string, status: string, headers?: LambdaHeaders) {
  const config = {
    distributionDomainName: "d1.cloudfront.net",
    distributionId: "E1",
    eventType: "origin-response",
    requestId: "r",
  };
  const request = {
    clientIp: "192.0.2.1",
    method: "GET",
    uri,
    querystring: "",
    headers: {},
    origin: { s3: {} },
  };
  const response: LambdaResponse = { status, statusDescription: "", ...(headers && { headers }) };
  return { Records: [{ cf: { config, request, response } }] };
}

async function onOrigin(rules: Rules, uri: string, status: string, headers?: LambdaHeaders) {
  const handler = deployLambda<ReturnType<typeof originEvent>, LambdaResponse>(
    headerFunctionArchive(siteOf({ headers: { rules } })).zip,
  );
  return plain(await handler(originEvent(uri, status, headers)));
}

function onViewer(rules: Rules, uri: string, statusCode: number, headers: Fields): EventResponse {
  const { code } = headerFunctionViewerBundle(siteOf({ headers: { rules, runtime: "cloudfront-function" } }));
  const { handler } = deploy<unknown, EventResponse>(code);
  return plain(handler({ ...requestEvent(uri), response: { statusCode, headers } }));
}

/** Both runtimes on the same answer: names and values after the rules. */
async function both(
  rules: Rules,
  uri: string,
  status: number,
  type?: string,
): Promise<Record<string, string>> {
  const lambda = await onOrigin(
    rules,
    uri,
    `${status}`,
    type === undefined ? {} : { "content-type": [{ key: "Content-Type", value: type }] },
  );
  const viewer = onViewer(rules, uri, status, type === undefined ? {} : { "content-type": { value: type } });
  const fromLambda = Object.fromEntries(
    Object.entries(lambda.headers ?? {}).map(([name, [first]]) => [name, first?.value]),
  );
  const fromViewer = Object.fromEntries(
    Object.entries(viewer.headers).map(([name, field]) => [name, field.value]),
  );
  expect(fromViewer).toEqual(fromLambda);
  return fromViewer;
}

describe("header rules, in both runtimes", () => {
  const mark = { set: { "X-Mark": "1" } };

  test.each([
    [{ ...mark }, "/a", 200, undefined, true],
    [{ ...mark, path: "/docs/*" }, "/docs/index.html", 200, undefined, true],
    [{ ...mark, path: "/docs/*" }, "/%64ocs/x.html", 200, undefined, true],
    [{ ...mark, path: "/docs/*" }, "/Docs/x.html", 200, undefined, false],
    [{ ...mark, path: "*.js" }, "/a/b.js", 200, undefined, true],
    [{ ...mark, path: "/?.js" }, "/ab.js", 200, undefined, false],
    [{ ...mark, contentType: "text/html" }, "/a.html", 200, "Text/HTML; charset=utf-8", true],
    [{ ...mark, contentType: "text/*" }, "/a.css", 200, "text/css", true],
    [{ ...mark, contentType: "text/*" }, "/a", 200, "texture/css", false],
    [{ ...mark, contentType: "text/html" }, "/a.html", 200, undefined, false],
    [{ ...mark, status: 404 as const }, "/a.html", 404, undefined, true],
    [{ ...mark, status: "4xx" as const }, "/a.html", 499, undefined, true],
    [{ ...mark, status: "4xx" as const }, "/a.html", 500, undefined, false],
    [{ ...mark, path: "/a*", status: 200, contentType: "text/html" }, "/a.html", 200, "text/css", false],
  ])("%j on %s %i %s", async (rule, uri, status, type, applies) => {
    expect("x-mark" in (await both([rule], uri, status, type))).toBe(applies);
  });

  test("apply in order: the later rule wins, a removal may be undone", async () => {
    const rules: Rules = [
      { set: { "X-A": "1", "X-B": "1" } },
      { set: { "x-a": "2" }, remove: ["X-B", "content-type", "absent"] },
      { remove: ["x-a"], set: { "X-A": "3" } },
    ];
    expect(await both(rules, "/", 200, "text/html")).toEqual({ "x-a": "3" });
  });

  test("carry text of the config as it is, whatever it looks like as code", async () => {
    const value = `$& $1 \${x} \`'"\\ </script> \u2028\u2029 ü ];alert(1)//`;
    expect(await both([{ set: { "X-Text": value } }], "/", 200)).toEqual({ "x-text": value });
  });

  test("leave an answer without rules as it was", async () => {
    expect(await both([], "/", 200, "text/html")).toEqual({ "content-type": "text/html" });
  });
});

describe("the header function on origin-response", () => {
  test("replaces every value of a header and keeps the name as the config spells it", async () => {
    const { headers } = await onOrigin([{ set: { "Cache-Control": "no-store" } }], "/", "200", {
      "cache-control": [
        { key: "cache-control", value: "a" },
        { key: "cache-control", value: "b" },
      ],
      via: [{ key: "Via", value: "1.1 x" }],
    });
    expect(headers).toEqual({
      "cache-control": [{ key: "Cache-Control", value: "no-store" }],
      via: [{ key: "Via", value: "1.1 x" }],
    });
  });

  test("finds headers in odd casing", async () => {
    const { headers } = await onOrigin(
      [{ contentType: "text/html", set: { etag: "x" }, remove: ["SERVER"] }],
      "/",
      "200",
      {
        "Content-Type": [{ value: "text/html" }],
        ETag: [{ value: "old" }],
        Server: [{ value: "AmazonS3" }],
      },
    );
    expect(headers).toEqual({
      "Content-Type": [{ value: "text/html" }],
      etag: [{ key: "etag", value: "x" }],
    });
  });

  test("works on an answer without headers, and on errors of the origin", async () => {
    expect((await onOrigin([{ status: "5xx", set: { "X-A": "1" } }], "/", "503")).headers).toEqual({
      "x-a": [{ key: "X-A", value: "1" }],
    });
  });

  test("passes a header of 10,000 characters on", async () => {
    const long = { "x-long": [{ key: "X-Long", value: "v".repeat(10_000) }] };
    expect((await onOrigin([{ set: { "X-A": "1" } }], "/", "200", { ...long })).headers).toMatchObject(long);
  });
});

describe("the header function of viewers on viewer-response", () => {
  test("sees the document of a path, whichever of the two the event shows", () => {
    const rules: Rules = [{ path: "/docs/*.html", set: { "X-A": "1" } }];
    for (const uri of ["/docs", "/docs/", "/docs/index.html"])
      expect(onViewer(rules, uri, 200, {}).headers).toEqual({ "x-a": { value: "1" } });
  });

  test("drops the other values of a header that is set, and keeps those of others", () => {
    const several = { value: "a", multiValue: [{ value: "a" }, { value: "b" }] };
    const { headers } = onViewer([{ set: { "X-A": "1" } }], "/", 200, { "x-a": several, vary: several });
    expect(headers).toEqual({ "x-a": { value: "1" }, vary: several });
  });

  test("refuses a rule for Set-Cookie, which the event has elsewhere", () => {
    expect(() => onViewer([{ remove: ["Set-Cookie"] }], "/", 200, {})).toThrow("EDGE_HEADER_SET_COOKIE");
  });

  test("refuses rules that make the code larger than CloudFront takes", () => {
    const rules: Rules = [{ set: { "X-A": "a".repeat(9000) } }];
    expect(() => onViewer(rules, "/", 200, {})).toThrow("EDGE_FUNCTION_TOO_LARGE");
  });
});
