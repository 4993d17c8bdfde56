import { describe, expect, it } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";
import {
  cloudFrontFunction,
  context,
  functions,
  inside,
  run,
  viewerRequest,
} from "./support/cloudfront-function";

describe("what a CloudFront Function may call, and what it tells", () => {
  it("reads its KeyValueStore: get, exists, count, meta, and a missing key rejects", () => {
    const cf = 'import cf from "cloudfront"; const kvs = cf.kvs();';
    expect(inside('await kvs.get("greeting")', cf)).toBe("hello");
    expect(inside('(await kvs.exists("greeting")) + "," + (await kvs.exists("x"))', cf)).toBe("true,false");
    expect(inside("(await kvs.count()) + (await kvs.meta()).lastUpdatedDateTime", cf)).toBe("1u");
    expect(inside('await kvs.get("x")', cf)).toMatchObject({ result: "FunctionExecutionError" });
    expect(inside('await cf.kvs("other").get("greeting")', cf)).toMatchObject({
      result: "FunctionExecutionError",
    });
  });

  it("selects origins; the last call counts", () => {
    const cf = 'import cf from "cloudfront";';
    const select = (call: string) => run(`${cf} function handler(event) { ${call}; return event.request; }`);
    expect(
      select("cf.updateRequestOrigin({ connectionAttempts: 1, timeouts: { readTimeout: 5 } })"),
    ).toMatchObject({
      selection: { type: "update", overrides: { connectionAttempts: 1, readTimeout: 5 } },
    });
    expect(select('cf.selectRequestOriginById("replica", { originPath: "/x" })')).toMatchObject({
      selection: { type: "select", originId: "replica", overrides: { originPath: "/x" } },
    });
    const group = `cf.createRequestOriginGroup({ originIds: [{ originId: "replica" }, { originId: "primary" }],
      failoverCriteria: { statusCodes: [500, 503] } })`;
    expect(select(`cf.updateRequestOrigin({}); ${group}`)).toMatchObject({
      selection: { type: "group", members: ["replica", "primary"], statusCodes: [500, 503] },
    });
  });

  it("takes every setting of an origin that the helpers know", () => {
    const code = (call: string) =>
      `import cf from "cloudfront"; function handler(event) { ${call}; return event.request; }`;
    const settings = {
      domainName: "b.example",
      hostHeader: "a.example",
      sni: "b.example",
      allowedCertificateNames: ["b.example"],
      customOriginConfig: { port: 8443, protocol: "https", sslProtocols: ["TLSv1.2"] },
      originShield: { enabled: true, region: "eu-west-1" },
      originAccessControlConfig: { enabled: true, originType: "lambda" },
      timeouts: { connectionTimeout: 1, readTimeout: 2, keepAliveTimeout: 3, responseCompletionTimeout: 4 },
    };
    expect(run(code(`cf.updateRequestOrigin(${JSON.stringify(settings)})`))).toMatchObject({
      selection: {
        overrides: {
          domainName: "b.example",
          hostHeader: "a.example",
          originShield: { region: "eu-west-1" },
          kind: { type: "custom", httpsPort: 8443, protocolPolicy: "https-only" },
          ...{ connectionTimeout: 1, readTimeout: 2, responseCompletionTimeout: 4 },
        },
      },
    });
    const group = {
      originIds: [
        { originId: "a", originOverrides: { hostHeader: "x.example", sni: "x" } },
        { originId: "b" },
      ],
      failoverCriteria: { statusCodes: [503] },
    };
    expect(run(code(`cf.createRequestOriginGroup(${JSON.stringify(group)})`))).toMatchObject({
      selection: { members: ["a", "b"], overrides: [{ hostHeader: "x.example" }, {}] },
    });
  });

  it.each([
    "cf.updateRequestOrigin({ hostName: 'x' })",
    "cf.updateRequestOrigin({ sni: 1 })",
    "cf.updateRequestOrigin({ allowedCertificateNames: 'x' })",
    "cf.updateRequestOrigin({ customOriginConfig: { port: 90 } })",
    "cf.updateRequestOrigin({ customOriginConfig: { protocol: 'ftp' } })",
    "cf.updateRequestOrigin({ originShield: { enabled: true } })",
    "cf.updateRequestOrigin({ timeouts: { keepAliveTimeout: 0 } })",
    "cf.updateRequestOrigin({ timeouts: { readTimeout: 500 } })",
    "cf.updateRequestOrigin({ connectionAttempts: 0 })",
    "cf.createRequestOriginGroup({ originIds: [{ originId: 'a' }], failoverCriteria: { statusCodes: [500] } })",
    "cf.createRequestOriginGroup({ originIds: [{ originId: 'a' }, { originId: 'b' }] })",
  ])("is refused for %s rather than ignored", (call) => {
    const code = `import cf from "cloudfront"; function handler(event) { ${call}; return event.request; }`;
    expect(run(code)).toMatchObject({ type: "error", status: 502, result: "FunctionValidationError" });
  });

  it("takes hostile names for names", () => {
    const headers = new HeaderMap({ host: "a", __proto__x: "1", constructor: "2" });
    const request = viewerRequest({ query: "__proto__=1&constructor=2", headers });
    const outcome = run('function handler(e) { e.request.uri = "/b"; return e.request; }', request);
    expect(outcome).toMatchObject({ type: "request", request: { query: "__proto__=1&constructor=2" } });
    if ("then" in outcome || outcome.type !== "request") return;
    expect(outcome.request.headers.get("constructor")).toBe("2");
  });

  it("tells what it logs, whether it answers or fails", () => {
    const logged: string[] = [];
    const edge = new EdgeFunctions({
      store: () => undefined,
      onLog: ({ name }, line) => logged.push(`${name} ${line}`),
    });
    const code = (rest: string) =>
      `function handler(event) { console.log({ uri: event.request.uri }); ${rest} }`;
    edge.onRequest(cloudFrontFunction(code("return event.request;")), context, viewerRequest());
    edge.onRequest(cloudFrontFunction(code("throw 1;")), context, viewerRequest());
    expect(logged).toEqual(['f {"uri":"/a"}', 'f {"uri":"/a"}']);
  });

  it("reports utilization, logs and output to a test run", () => {
    const fn = cloudFrontFunction(
      'function handler(e) { console.log("seen"); for (var i = 0; i < 5000; i++) {} return e.request; }',
    );
    const report = functions.test(fn, JSON.stringify({ request: { uri: "/x" } }), context.now);
    expect(report).toEqual({
      output: '{"uri":"/x"}',
      logs: ["seen"],
      computeUtilization: 26,
      errorMessage: "",
    });
  });
});
