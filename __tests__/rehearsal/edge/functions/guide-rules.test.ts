import { afterAll, describe, expect, it } from "vitest";
import {
  type CloudFrontFunction,
  type EventType,
  type FunctionResponse,
  HeaderMap,
  type LambdaFunction,
} from "../../../../rehearsal/edge";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";
import { s3Origin } from "../harness";

const context = {
  ...{ distributionDomainName: "d111111abcdef8.cloudfront.net", distributionId: "E1", requestId: "r1" },
  ...{ clientIp: "203.0.113.7", now: 0 },
};
const functions = new EdgeFunctions({ store: () => undefined });
afterAll(() => functions.close());

const request = (headers: Record<string, string> = {}, body?: Uint8Array, uri = "/a") => ({
  ...{ method: "GET", uri, query: "", origin: s3Origin("primary") },
  headers: new HeaderMap({ host: "www.example.com", ...headers }),
  ...(body && { body }),
});
const response = (headers: Record<string, string> = {}): FunctionResponse => ({
  ...{ status: 200, statusText: "OK" },
  headers: new HeaderMap(headers),
});

function lambda(eventType: EventType, code: string): LambdaFunction {
  return {
    ...{ type: "lambda", eventType, name: "f", runtime: "nodejs22.x", handler: "index.handler" },
    ...{ arn: "arn:f:1", timeout: 5, memorySize: 128, includeBody: true },
    files: new Map([["index.js", Buffer.from(code)]]),
  };
}

function cloudFrontFunction(eventType: CloudFrontFunction["eventType"], code: string): CloudFrontFunction {
  return {
    ...{ type: "cloudfront-function", eventType, name: "f", runtime: "cloudfront-js-2.0" },
    ...{ arn: "arn:f", code },
  };
}

/** What comes of a function at its event, as its result and status. */
async function outcome(
  fn: LambdaFunction | CloudFrontFunction,
  headers: Record<string, string> = {},
  uri?: string,
): Promise<unknown> {
  const asked = request(fn.eventType.endsWith("request") ? headers : {}, undefined, uri);
  const done = await (fn.eventType.endsWith("request")
    ? functions.onRequest(fn, context, asked)
    : functions.onResponse(fn, context, asked, response(headers)));
  return done.type === "error" ? `${done.status} ${done.result}` : done.type;
}

const events = ["viewer-request", "origin-request", "origin-response", "viewer-response"] as const;
const part = (eventType: EventType) => (eventType.endsWith("request") ? "request" : "response");

/** One function an event, since each has an environment of its own: sets or drops the header that the path names. */
const editing = new Map(
  events.map((eventType) => {
    const code = `exports.handler = async (event) => {
      const { cf } = event.Records[0];
      const [, act, name] = cf.request.uri.split("/");
      const { headers } = cf.${part(eventType)};
      if (act === "drop") delete headers[name];
      else headers[name] = [{ key: name, value: "changed" }];
      return cf.${part(eventType)};
    };`;
    return [eventType as EventType, lambda(eventType, code)];
  }),
);
const edited = (eventType: EventType, act: "set" | "drop", name: string, headers?: Record<string, string>) =>
  outcome(editing.get(eventType) as LambdaFunction, headers, `/${act}/${name}`);

describe("headers that no edge function may add (CloudFront guide, Disallowed headers)", () => {
  const disallowed = [
    ...[
      "connection",
      "expect",
      "keep-alive",
      "proxy-authenticate",
      "proxy-authorization",
      "proxy-connection",
    ],
    ...[
      "trailer",
      "upgrade",
      "x-accel-buffering",
      "x-accel-charset",
      "x-accel-limit-rate",
      "x-accel-redirect",
      "x-accel-anything",
    ],
    ...[
      "x-amz-cf-id",
      "x-amz-cf-anything",
      "x-amzn-auth",
      "x-amzn-cf-billing",
      "x-amzn-cf-id",
      "x-amzn-cf-xff",
    ],
    ...["x-amzn-errortype", "x-amzn-fle-profile", "x-amzn-header-count", "x-amzn-header-order"],
    ...["x-amzn-lambda-integration-tag", "x-amzn-requestid", "x-cache", "x-edge-anything"],
    ...["x-forwarded-proto", "x-real-ip"],
  ];

  it.each(disallowed)("%s is a 502, from either kind of function at any event", async (name) => {
    for (const eventType of events)
      expect(await edited(eventType, "set", name)).toBe("502 LambdaValidationError");
    for (const eventType of ["viewer-request", "viewer-response"] as const) {
      const at = `event.${part(eventType)}`;
      const code = `function handler(event) { ${at}.headers["${name}"] = { value: "1" }; return ${at}; }`;
      expect(await outcome(cloudFrontFunction(eventType, code))).toBe("502 FunctionValidationError");
    }
  });

  it("another one is theirs to add", async () => {
    for (const eventType of events) expect(await edited(eventType, "set", "x-own")).toBe(part(eventType));
  });
});

describe("headers that edge functions may read only (CloudFront guide, Read-only headers)", () => {
  const requestHeaders = ["cdn-loop", "content-length", "transfer-encoding", "via"];
  const conditions = ["if-modified-since", "if-none-match", "if-range", "if-unmodified-since"];
  const lambdas: readonly [EventType, readonly string[]][] = [
    ["viewer-request", [...requestHeaders, "host"]],
    ["origin-request", [...requestHeaders, ...conditions, "accept-encoding"]],
    ["origin-response", ["transfer-encoding", "via"]],
    ["viewer-response", ["warning", "via", "content-length", "content-encoding", "transfer-encoding"]],
  ];
  const cases = lambdas.flatMap(([event, names]) => names.map((name) => [name, event] as const));

  it.each(cases)("%s at %s, for Lambda@Edge", async (name, eventType) => {
    for (const act of ["set", "drop"] as const)
      expect(await edited(eventType, act, name, { [name]: "1" })).toBe("502 LambdaValidationError");
  });

  it.each([
    ...[...requestHeaders, "host"].map((name) => [name, "viewer-request"] as const),
    ...["warning", "via"].map((name) => [name, "viewer-response"] as const),
  ])("%s at %s, for CloudFront Functions", async (name, eventType) => {
    const at = part(eventType);
    for (const act of [
      `event.${at}.headers["${name}"] = { value: "x" }`,
      `delete event.${at}.headers["${name}"]`,
    ]) {
      const fn = cloudFrontFunction(eventType, `function handler(event) { ${act}; return event.${at}; }`);
      expect(await outcome(fn, { [name]: "1" })).toBe("502 FunctionValidationError");
    }
  });
});

describe("sizes of Lambda@Edge (CloudFront guide, Quotas on Lambda@Edge)", () => {
  const answering = (bytes: number) =>
    `exports.handler = async () => ({ status: "200", body: "x".repeat(${bytes}) });`;

  it.each([
    ["viewer-request", 40 * 1024],
    ["origin-request", 1024 * 1024],
  ] as const)("a response that %s generates has %d bytes at most", async (eventType, most) => {
    expect(await outcome(lambda(eventType, answering(most)))).toBe("response");
    expect(await outcome(lambda(eventType, answering(most + 1)))).toBe("502 LambdaValidationError");
  });

  it.each([
    ["viewer-request", 40 * 1024],
    ["origin-request", 1024 * 1024],
  ] as const)("a body in a %s event is cut at %d bytes", async (eventType, most) => {
    const code = `exports.handler = async (event) => {
      const { data, inputTruncated } = event.Records[0].cf.request.body;
      return { status: "200", body: Buffer.from(data, "base64").length + " " + inputTruncated };
    };`;
    const seen = async (bytes: number) => {
      const done = await functions.onRequest(
        lambda(eventType, code),
        context,
        request({}, Buffer.alloc(bytes)),
      );
      return done.type === "response" ? Buffer.from(done.response.body ?? "").toString() : done;
    };
    expect([await seen(most), await seen(most + 1)]).toEqual([`${most} false`, `${most} true`]);
  });
});

describe("bodies that functions give (CloudFront guide, Restrictions on the request body, and event structures)", () => {
  const replaced = async (body: string, eventType: EventType = "origin-request") => {
    const code = `exports.handler = async (event) => {
      const { request } = event.Records[0].cf;
      request.body = ${body};
      return request;
    };`;
    const done = await functions.onRequest(lambda(eventType, code), context, request({}, Buffer.from("old")));
    return done.type === "request" ? Buffer.from(done.request.body ?? "") : `${done.type}`;
  };

  it("are base64 where a replaced body does not say, and cut where they are too large", async () => {
    expect(`${await replaced('{ action: "replace", data: "bmV3" }')}`).toBe("new");
    expect(`${await replaced('{ action: "replace", encoding: "text", data: "new" }')}`).toBe("new");
    const large = await replaced('{ action: "replace", encoding: "text", data: "x".repeat(2e6) }');
    expect(large).toHaveLength(1024 * 1024);
    const shown = '{ action: "replace", encoding: "text", data: "x".repeat(5e4) }';
    expect(await replaced(shown, "viewer-request")).toHaveLength(40 * 1024);
  });

  it("are refused where they say base64 and are none", async () => {
    expect(await replaced('{ action: "replace", encoding: "base64", data: "no base64!" }')).toBe("error");
    const answer = 'exports.handler = async () => ({ status: "200", body: "abc", bodyEncoding: "base64" });';
    expect(await outcome(lambda("origin-request", answer))).toBe("502 LambdaValidationError");
    const small = `function handler() { return { statusCode: 200, body: { encoding: "base64", data: "%" } }; }`;
    expect(await outcome(cloudFrontFunction("viewer-request", small))).toBe("502 FunctionValidationError");
  });
});

describe("headers that CloudFront adds itself (CloudFront guide, Restrictions on Lambda@Edge)", () => {
  it("CloudFront-Viewer-Country is not viewer-request's to add", async () => {
    const name = "cloudfront-viewer-country";
    expect(await edited("viewer-request", "set", name)).toBe("502 LambdaValidationError");
    expect(await edited("origin-request", "set", name)).toBe("request");
  });
});

describe("names that an event has twice (CloudFront guide, Duplicate query strings, headers, and cookies)", () => {
  const asked = async (act: string) => {
    const code = `function handler(event) { var r = event.request; ${act} return r; }`;
    const given = {
      ...request({}, undefined, "/a"),
      query: "q=1&q=2",
      headers: new HeaderMap([
        ...Object.entries({ host: "www.example.com", accept: "a", cookie: "c=1; c=2" }),
        ["accept", "b"],
      ]),
    };
    const done = await functions.onRequest(cloudFrontFunction("viewer-request", code), context, given);
    if (done.type !== "request") return done.type;
    const { query, headers } = done.request;
    return [query, headers.getAll("accept").join(), headers.get("cookie")].join(" ");
  };

  it("take a changed value in the place of the first, unless multiValue has changed", async () => {
    expect(await asked('r.querystring.q.value = "x";')).toBe("q=x&q=2 a,b c=1; c=2");
    expect(await asked('r.headers.accept.value = "x";')).toBe("q=1&q=2 x,b c=1; c=2");
    expect(await asked('r.cookies.c.value = "x";')).toBe("q=1&q=2 a,b c=x; c=2");
    const both = 'r.headers.accept.value = "x"; r.headers.accept.multiValue[1].value = "y";';
    expect(await asked(both)).toBe("q=1&q=2 a,y c=1; c=2");
  });

  it("keep the attributes of a response's cookies", async () => {
    const code = `function handler(event) { event.response.cookies.c.value = "x"; return event.response; }`;
    const headers = new HeaderMap([
      ["set-cookie", "c=1; Secure"],
      ["set-cookie", "c=2; Path=/a"],
    ]);
    const done = await functions.onResponse(cloudFrontFunction("viewer-response", code), context, request(), {
      ...response(),
      headers,
    });
    const cookies = done.type === "response" ? done.response.headers.getAll("set-cookie") : done;
    expect(cookies).toEqual(["c=x; Secure", "c=2; Path=/a"]);
  });
});

describe("an S3 origin that origin-request changes (CloudFront guide, Lambda@Edge event structure)", () => {
  it("is signed for no more with OAC once it is another bucket", async () => {
    const code = (domainName: string) => `exports.handler = async (event) => {
      const { request } = event.Records[0].cf;
      request.origin.s3.domainName = "${domainName}";
      request.origin.s3.path = "/other";
      return request;
    };`;
    const kindOf = async (domainName: string) => {
      const done = await functions.onRequest(lambda("origin-request", code(domainName)), context, request());
      return done.type === "request" ? done.request.origin?.kind : done;
    };
    const own = s3Origin("primary");
    expect(await kindOf(own.domainName)).toEqual(own.kind);
    const twice = `exports.handler = async (event) => {
      const { request } = event.Records[0].cf;
      request.headers["x-own"] = [{ key: "X-Own", value: "1" }];
      request.origin.s3.customHeaders["x-own"] = [{ key: "X-Own", value: "2" }];
      return request;
    };`;
    expect(await outcome(lambda("origin-request", twice))).toBe("502 LambdaValidationError");
    expect(await kindOf("another.s3.eu-west-1.amazonaws.com")).toEqual({
      type: "s3",
      access: { type: "none" },
    });
  });
});
