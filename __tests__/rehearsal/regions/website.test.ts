import { describe, expect, it } from "vitest";
import { planReplication, type WriteEvent } from "../../../rehearsal/regions";
import { answer, ask, bytes, originOf, rule, text, twoRegions } from "./fixtures";

const http = {
  type: "custom",
  httpPort: 80,
  httpsPort: 443,
  protocolPolicy: "http-only",
  sslProtocols: [],
  keepaliveTimeout: 5,
} as const;

describe("S3's website endpoint", () => {
  it("serves index documents, redirects folders with 302 and answers errors with the error document", async () => {
    const { regions } = twoRegions();
    const policy = {
      Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::w/*" }],
    };
    regions.addBucket({
      name: "w",
      region: "eu-west-1",
      policy,
      website: { indexDocument: "index.html", errorDocument: "error.html" },
      publicAccessBlock: { blockPublicPolicy: false, restrictPublicBuckets: false },
    });
    for (const key of ["index.html", "docs/index.html", "error.html", "a+b.html", "a b.html"])
      regions.store("w").put(key, bytes(key));
    const origin = originOf("w.s3-website-eu-west-1.amazonaws.com", http);
    expect(text((await answer(regions, origin, "/")).body)).toBe("index.html");
    const folder = await answer(regions, origin, "/docs");
    expect([folder.status, folder.headers.get("location")]).toEqual([302, "/docs/"]);
    const missing = await answer(regions, origin, "/none");
    expect([missing.status, text(missing.body)]).toEqual([403, "error.html"]);
    const named = async (path: string) => text((await answer(regions, origin, path)).body);
    expect([await named("/a+b.html"), await named("/a%2Bb.html"), await named("/a%20b.html")]).toEqual([
      "a+b.html",
      "a+b.html",
      "a b.html",
    ]);
  });

  const website = (settings: object) => {
    const { regions } = twoRegions();
    regions.addBucket({
      ...{ name: "w", region: "eu-west-1", website: { indexDocument: "index.html", ...settings } },
      policy: {
        Statement: [
          { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::w/*" },
          { Effect: "Allow", Principal: "*", Action: "s3:ListBucket", Resource: "arn:aws:s3:::w" },
        ],
      },
      publicAccessBlock: { blockPublicPolicy: false, restrictPublicBuckets: false },
    });
    regions.store("w").put("old/here.html", bytes("here"));
    const origin = originOf("w.s3-website-eu-west-1.amazonaws.com", http);
    return async (path: string, query = "") => {
      const { status, headers } = await answer(regions, origin, path, {
        ...{ query, headers: { host: origin.domainName } },
      });
      return [status, headers.get("location")];
    };
  };

  it("redirects every request where it is told to, and keeps path and query", async () => {
    const ask = website({ indexDocument: "", redirectAll: { hostName: "example.com", protocol: "https" } });
    expect(await ask("/a/b", "c=d")).toEqual([301, "https://example.com/a/b?c=d"]);
    expect(await ask("/")).toEqual([301, "https://example.com/"]);
  });

  it.each([
    [
      { keyPrefix: "old/", redirect: { replaceKeyPrefixWith: "new/" } },
      "/old/here.html",
      301,
      "/new/here.html",
    ],
    [
      { keyPrefix: "old/", redirect: { replaceKeyWith: "moved.html", status: 302 } },
      "/old/x",
      302,
      "/moved.html",
    ],
    [{ errorStatus: 404, redirect: { replaceKeyPrefixWith: "#!/" } }, "/none", 301, "/#!/none"],
    [{ errorStatus: 404, redirect: { replaceKeyWith: "sorry.html" } }, "/old/here.html", 200, null],
    [{ keyPrefix: "new/", redirect: { replaceKeyWith: "a.html" } }, "/old/here.html", 200, null],
  ])("goes by its routing rule %j for %s", async (rule, path, status, location) => {
    const [gotStatus, gotLocation] = await website({ routingRules: [rule] })(path);
    expect(gotStatus).toBe(status);
    const host = "http://w.s3-website-eu-west-1.amazonaws.com";
    expect(gotLocation).toBe(location === null ? null : `${host}${location}`);
  });

  it("goes by the first rule that matches, to another host and protocol where it says so", async () => {
    const to = (hostName: string) => ({ protocol: "https", hostName });
    const ask = website({
      routingRules: [{ keyPrefix: "a/", redirect: to("a.example") }, { redirect: to("b.example") }],
    });
    expect(await ask("/a/x%20y")).toEqual([301, "https://a.example/a/x%20y"]);
    expect(await ask("/b")).toEqual([301, "https://b.example/b"]);
  });

  it.each([
    ["a page", "/", 200],
    ["the error document", "/none", 403],
  ])(
    "HEAD of %s has the headers of GET, Content-Length included, and no body",
    async (_name, path, status) => {
      const { regions } = twoRegions();
      regions.addBucket({
        ...{
          name: "w",
          region: "eu-west-1",
          website: { indexDocument: "index.html", errorDocument: "e.html" },
        },
        policy: {
          Statement: [
            { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::w/*" },
          ],
        },
        publicAccessBlock: { blockPublicPolicy: false, restrictPublicBuckets: false },
      });
      for (const key of ["index.html", "e.html"]) regions.store("w").put(key, bytes(key));
      const origin = originOf("w.s3-website-eu-west-1.amazonaws.com", http);
      const [get, head] = [
        await answer(regions, origin, path),
        await answer(regions, origin, path, { method: "HEAD" }),
      ];
      const fixed = ({ headers }: typeof get) =>
        [...headers].filter(([name]) => !/^x-amz-(id-2|request-id)$/.test(name));
      expect(fixed(head)).toEqual(fixed(get));
      expect([head.status, head.body.length]).toEqual([status, 0]);
      expect(get.headers.get("content-length")).toBe(String(get.body.length));
    },
  );

  it("is not there for HTTPS: nothing listens on its port", async () => {
    const { regions, clock } = twoRegions();
    const origin = originOf("site-a.s3-website-eu-west-1.amazonaws.com", {
      ...http,
      protocolPolicy: "match-viewer",
    });
    const asked = ask(regions, origin, "/", { scheme: "https" });
    expect(await clock.run(asked)).toEqual({ kind: "connect-timeout" });
  });

  it("refuses a public policy where Block Public Access is on", () => {
    const { regions } = twoRegions();
    const policy = {
      Statement: {
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::site-a/*",
      },
    };
    expect(() => regions.setPolicy("site-a", policy)).toThrow(/block_public_policy/);
  });
});

describe("planReplication", () => {
  const event: WriteEvent = {
    kind: "object",
    key: "a/b",
    by: "user",
    createdAt: 10,
    tags: {},
    isReplica: false,
  };
  const destinations = (changes: Partial<WriteEvent>, rules = [rule("b")]) =>
    planReplication({ ...event, ...changes }, { rules, since: 5 }).copies.map((copy) => copy.ruleId);

  it.each<[string, Partial<WriteEvent>]>([
    ["objects older than the rule", { createdAt: 4 }],
    ["replicas", { by: "replication" }],
    ["permanent deletes", { kind: "version-deleted" }],
    ["lifecycle's markers", { kind: "delete-marker", by: "lifecycle" }],
    ["KMS objects without opt-in", { encryption: "aws:kms" }],
    ["tags of replicas without ReplicaModifications", { kind: "tags", isReplica: true }],
  ])("never copies %s", (_name, changes) => expect(destinations(changes)).toEqual([]));

  it("takes the rule of the highest priority per destination, and V1 copies delete markers", () => {
    const rules = [rule("b", { id: "low" }), rule("b", { id: "high", priority: 9, prefix: "a/" })];
    expect(destinations({}, rules)).toEqual(["high"]);
    const off = { deleteMarkerReplication: false };
    expect(destinations({ kind: "delete-marker" }, [rule("b", off)])).toEqual([]);
    expect(destinations({ kind: "delete-marker" }, [rule("b", { ...off, version: "V1" })])).toEqual(["to-b"]);
  });
});
