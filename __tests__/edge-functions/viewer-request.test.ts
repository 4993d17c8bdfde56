import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { domain, plain, requestEvent, type Store } from "./harness";
import { answer, deploySite } from "./viewer-request-harness";

describe("host redirect", () => {
  test("sends every other host name to the main one over https", async () => {
    expect(await answer({ domain }, "/a/b", "example.com")).toBe("301 https://www.example.com/a/b");
    expect(await answer({ domain }, "/", "d111111abcdef8.cloudfront.net")).toBe(
      "301 https://www.example.com/",
    );
  });

  test("sends the root to the root, and a page to itself", async () => {
    expect(await answer({ domain }, "/", "example.com")).toBe("301 https://www.example.com/");
    expect(await answer({ domain }, "/docs/index.html", "example.com")).toBe(
      "301 https://www.example.com/docs/index.html",
    );
  });

  test("leaves the main host alone in any case and with a port", async () => {
    expect(await answer({ domain }, "/a.js", "WWW.Example.COM")).toBe("/a.js");
    expect(await answer({ domain }, "/a.js", "www.example.com:443")).toBe("/a.js");
  });

  test("does nothing without a domain, or without a host header", async () => {
    expect(await answer({}, "/a.js", "d111111abcdef8.cloudfront.net")).toBe("/a.js");
    expect((await deploySite({ domain }).handler(requestEvent("/a.js", {}))).uri).toBe("/a.js");
  });

  test("keeps path and query exactly as they were sent", async () => {
    const target = "/A%2f%7Eb//c/../d?b=2&a=%2F&b=1&empty=&flag&c=a+b%20c";
    expect(await answer({ domain }, target, "example.com")).toBe(`301 https://www.example.com${target}`);
    expect(await answer({ domain }, "/?", "example.com")).toBe("301 https://www.example.com/?");
  });

  test("rebuilds a query with several values when the raw one cannot be had", async () => {
    const event = requestEvent("/a?x=1&y=%26&x=2&empty=", { host: { value: "example.com" } });
    delete event.request.rawQueryString;
    const result = await deploySite({ domain }).handler(event);
    expect(result.headers.location?.value).toBe("https://www.example.com/a?x=1&x=2&y=%26&empty=");
  });

  test("never leaves the main host, whatever the path is", async () => {
    const fragments = [
      "/",
      "\\",
      "evil.com",
      "@",
      ".",
      "..",
      "%2F",
      "%5c",
      "\r",
      "\n",
      "\t",
      " ",
      "ü",
      "\ud800",
      ":",
      "?",
    ];
    const { handler } = deploySite({ domain });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...fragments)), async (parts) => {
        const event = requestEvent("/", { host: { value: "example.com" } });
        event.request.uri = parts.join("");
        const location = (await handler(event)).headers.location?.value ?? "";
        expect(location).toMatch(/^https:\/\/www\.example\.com\/[!-~]*$/);
        expect(new URL(location).host).toBe("www.example.com");
      }),
    );
  });
});

describe("choice of the origin", () => {
  const failover = {
    statusCodes: [500, 503, 504],
    connectionAttempts: 2,
    connectionTimeout: "3s",
    readTimeout: "7s",
  };
  const normal = [
    ["updateRequestOrigin", { connectionAttempts: 2, timeouts: { connectionTimeout: 3, readTimeout: 7 } }],
  ];

  async function callsWith(store: Store) {
    const { handler, calls } = deploySite({ failover }, store);
    await handler(requestEvent("/a.js"));
    return calls;
  }

  test("gives the primary the short timeouts of the config", async () => {
    expect(await callsWith({})).toEqual(normal);
  });

  test("puts the replica first when the switch says replica", async () => {
    expect(await callsWith({ "serve-from": "replica" })).toEqual([
      [
        "createRequestOriginGroup",
        {
          originIds: [{ originId: "replica" }, { originId: "primary" }],
          failoverCriteria: { statusCodes: [500, 503, 504] },
        },
      ],
    ]);
  });

  test.each(["primary", "", "REPLICA", "replica "])(
    "takes the value %j for normal service",
    async (value) => {
      expect(await callsWith({ "serve-from": value })).toEqual(normal);
    },
  );

  test("takes a store that cannot be read for normal service", async () => {
    expect(await callsWith("unreadable")).toEqual(normal);
  });

  test("asks for no origin when it redirects", async () => {
    const { handler, calls, reads } = deploySite({ domain, redirects: [{ from: "/a", to: "/b" }] });
    await handler(requestEvent("/", { host: { value: "example.com" } }));
    await handler(requestEvent("/a"));
    expect([calls, reads]).toEqual([[], []]);
  });

  test("leaves method, query, cookies and headers of the request alone", async () => {
    const event = requestEvent("/a.js?x=1", {
      host: { value: "www.example.com" },
      "x-long": { value: "v".repeat(10_000) },
      accept: { value: "a", multiValue: [{ value: "a" }, { value: "b" }] },
    });
    const before = plain(event.request);
    expect(plain(await deploySite({ domain }).handler(event))).toEqual(before);
  });
});
