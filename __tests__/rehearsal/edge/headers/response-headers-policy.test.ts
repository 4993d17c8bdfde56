import { describe, expect, test } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import {
  compileResponseHeadersPolicy,
  type ServerTimingFacts,
} from "../../../../rehearsal/edge/headers/response-headers-policy";
import type { CorsConfig, ResponseHeadersPolicy } from "../../../../rehearsal/edge/model";

const cors: CorsConfig = {
  ...{ allowCredentials: true, allowHeaders: ["X-A"], allowMethods: ["ALL"], exposeHeaders: ["X-B"] },
  ...{ allowOrigins: ["https://*.example.com"], maxAge: 60, originOverride: false },
};
function apply(
  policy: Partial<ResponseHeadersPolicy>,
  response: Record<string, string>,
  request: Record<string, string> = {},
  method = "GET",
  timing: Partial<ServerTimingFacts> = {},
) {
  const whole = { id: "r", name: "r", securityHeaders: [], customHeaders: [], removeHeaders: [], ...policy };
  const headers = new HeaderMap(response);
  compileResponseHeadersPolicy(whole, () => 0.5)(headers, {
    request: { method, headers: new HeaderMap(request) },
    now: 0,
    serverTiming: () => ({ result: "hit", pop: "FRA1", requestId: "id", downstreamFirstByte: 41, ...timing }),
  });
  return Object.fromEntries(headers);
}

describe("response headers policy", () => {
  test("removes first, then adds by override rule", () => {
    const customHeaders = [
      { name: "X-A", value: "policy", override: false },
      { name: "X-B", value: "policy", override: false },
      { name: "X-C", value: "policy", override: true },
    ];
    const answer = apply({ customHeaders, removeHeaders: ["x-a"] }, { "X-A": "o", "X-B": "o", "X-C": "o" });
    expect(answer).toEqual({ "x-a": "policy", "x-b": "o", "x-c": "policy" });
  });

  test("CloudFront puts its own Server and Date back", () => {
    const answer = apply({ removeHeaders: ["Server", "Date"] }, { Server: "AmazonS3", Date: "x" });
    expect(answer).toEqual({ server: "CloudFront", date: "Thu, 01 Jan 1970 00:00:00 GMT" });
  });

  test("headers that CloudFront keeps cannot be removed", () => {
    expect(() => apply({ removeHeaders: ["X-Amz-Cf-Id", "Via"] }, {})).toThrow("X-Amz-Cf-Id, Via");
  });

  test("a simple request of an allowed origin gets its origin back", () => {
    const Origin = "https://www.example.com";
    expect(apply({ cors }, {}, { Origin })).toEqual({
      "access-control-allow-origin": Origin,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "X-B",
      vary: "Origin",
    });
    expect(apply({ cors }, {}, { Origin: "https://example.org" })).toEqual({});
  });

  test("a preflight gets methods, headers and max age", () => {
    const request = { Origin: "https://www.example.com", "Access-Control-Request-Method": "PUT" };
    expect(apply({ cors }, {}, request, "OPTIONS")).toEqual({
      "access-control-allow-origin": "https://www.example.com",
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET, DELETE, HEAD, OPTIONS, PATCH, POST, PUT",
      "access-control-allow-headers": "X-A",
      "access-control-max-age": "60",
      vary: "Origin",
    });
  });

  test("without override, one CORS header of the origin keeps all of the policy's out", () => {
    const response = { "access-control-max-age": "1" };
    expect(apply({ cors }, response, { Origin: "https://www.example.com" })).toEqual(response);
  });

  test("Server-Timing follows the sampling rate, or Pragma: server-timing", () => {
    const value =
      'cdn-cache-hit,cdn-pop;desc="FRA1",cdn-rid;desc="id",cdn-hit-layer;desc="EDGE",cdn-downstream-fbl;dur=41';
    expect(apply({ serverTimingSamplingRate: 51 }, {})).toEqual({ "server-timing": value });
    expect(apply({ serverTimingSamplingRate: 50 }, {})).toEqual({});
    expect(apply({ serverTimingSamplingRate: 0 }, {}, { Pragma: "server-timing" })).toEqual({
      "server-timing": value,
    });
    expect(apply({}, {}, { Pragma: "server-timing" })).toEqual({});
  });

  test("Server-Timing of a miss tells the layers' times, that of a refresh says so", () => {
    const timing = (facts: Partial<ServerTimingFacts>) =>
      apply({ serverTimingSamplingRate: 100 }, {}, {}, "GET", facts)["server-timing"];
    expect(timing({ result: "miss", upstreamFirstByte: 39.6 })).toBe(
      'cdn-upstream-layer;desc="EDGE",cdn-upstream-dns;dur=0,cdn-upstream-connect;dur=0,cdn-upstream-fbl;dur=40,' +
        'cdn-cache-miss,cdn-pop;desc="FRA1",cdn-rid;desc="id",cdn-downstream-fbl;dur=41',
    );
    expect(timing({ result: "refresh", upstreamFirstByte: 1 })).toContain("cdn-cache-refresh");
    expect(timing({ result: "miss" })).toBe(
      'cdn-cache-miss,cdn-pop;desc="FRA1",cdn-rid;desc="id",cdn-downstream-fbl;dur=41',
    );
  });

  test("Server-Timing is one header, with the origin's metrics where the answer is no copy", () => {
    const timing = (result: ServerTimingFacts["result"]) =>
      apply({ serverTimingSamplingRate: 100 }, { "Server-Timing": "db;dur=53" }, {}, "GET", { result });
    expect(timing("miss")["server-timing"]).toBe(
      'cdn-cache-miss,cdn-pop;desc="FRA1",cdn-rid;desc="id",cdn-downstream-fbl;dur=41,db;dur=53',
    );
    for (const result of ["hit", "refresh"] as const)
      expect(timing(result)["server-timing"]).not.toContain("db");
  });

  test("an allowed origin without a scheme stands for any scheme", () => {
    const policy = { cors: { ...cors, allowOrigins: ["example.com", "*.example.org"] } };
    const allowed = (Origin: string) => apply(policy, {}, { Origin })["access-control-allow-origin"];
    expect(allowed("https://example.com")).toBe("https://example.com");
    expect(allowed("http://example.com")).toBe("http://example.com");
    expect(allowed("https://a.example.org")).toBe("https://a.example.org");
    expect(allowed("https://example.com.evil.test")).toBeUndefined();
    expect(allowed("https://evil-example.com")).toBeUndefined();
  });
});
