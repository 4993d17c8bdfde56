import { generateKeyPairSync } from "node:crypto";
import { getSignedCookies, getSignedUrl } from "@aws-sdk/cloudfront-signer";
import { describe, expect, test } from "vitest";
import { behavior, ScriptedEdge, withHeaders } from "../harness";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = (key: typeof rsa.publicKey) => key.export({ type: "spki", format: "pem" }).toString();
const secret = (key: typeof rsa.privateKey) => key.export({ type: "pkcs8", format: "pem" }).toString();

const url = "https://www.example.com/film?part=1";
const inAMinute = () => new Date(edge().clock.now() + 60_000);
const byRsa = { keyPairId: "KRSA", privateKey: secret(rsa.privateKey) };
const byEc = { keyPairId: "KEC", privateKey: secret(ec.privateKey) };

function edge() {
  return new ScriptedEdge(
    { primary: { body: "film", headers: { "cache-control": "max-age=60" } } },
    {
      defaultCacheBehavior: {
        ...behavior(),
        trustedKeys: [
          { id: "KRSA", pem: pem(rsa.publicKey) },
          { id: "KEC", pem: pem(ec.publicKey) },
        ],
      },
    },
  );
}

const target = (signed: string) => signed.slice("https://www.example.com".length);
const cookies = (given: object) =>
  withHeaders({
    Cookie: Object.entries(given)
      .map(([name, value]) => `${name}=${value}`)
      .join("; "),
  });

describe("a behaviour with trusted key groups answers", () => {
  test.each([
    ["a canned policy, RSA and SHA-1", byRsa],
    ["a canned policy, RSA and SHA-256", { ...byRsa, algorithm: "SHA256" as const }],
    ["a canned policy, ECDSA and SHA-256", { ...byEc, algorithm: "SHA256" as const }],
    ["a canned policy, ECDSA and SHA-1", byEc],
    ["a custom policy with an address range", { ...byRsa, ipAddress: "192.0.2.0/24" }],
  ])("%s, as the SDK signs it, in a URL and in cookies", async (_what, signer) => {
    const input = { url, dateLessThan: inAMinute(), ...signer };
    expect(await edge().get(target(getSignedUrl(input)))).toMatchObject({ status: 200, body: "film" });
    expect(await edge().get("/film?part=1", cookies(getSignedCookies(input)))).toMatchObject({ status: 200 });
  });

  test("a policy with wildcards, whatever its query", async () => {
    const policy = (Resource: string) =>
      JSON.stringify({
        Statement: [
          { Resource, Condition: { DateLessThan: { "AWS:EpochTime": inAMinute().getTime() / 1000 } } },
        ],
      });
    const status = async (resource: string) =>
      (await edge().get("/film?part=1", cookies(getSignedCookies({ ...byRsa, policy: policy(resource) }))))
        .status;
    expect(await status("http*://*.example.com/*")).toBe(200);
    expect(await status("https://www.example.com/fil?*")).toBe(200);
    expect(await status("https://www.example.com/other/*")).toBe(403);
  });

  test("from the cache and the origin without what signed it", async () => {
    const one = edge();
    const first = getSignedUrl({ url, dateLessThan: inAMinute(), ...byRsa });
    await one.get(target(first));
    const other = await one.get(target(getSignedUrl({ url, dateLessThan: inAMinute(), ...byEc })));
    expect(other.xCache).toContain("Hit");
    expect(one.origins.asked).toHaveLength(1);
  });
});

describe("a behaviour with trusted key groups refuses", () => {
  const signed = (over: object = {}) =>
    target(getSignedUrl({ url, dateLessThan: inAMinute(), ...byRsa, ...over } as never));
  test.each([
    ["no signature", "/film", "MissingKey"],
    ["a key that nobody trusts", signed({ keyPairId: "KOTHER" }), "InvalidKey"],
    ["another key's signature", signed({ keyPairId: "KEC" }), "AccessDenied"],
    ["another path", signed().replace("/film", "/other"), "AccessDenied"],
    ["a later end than was signed", signed().replace(/Expires=\d/, "Expires=9"), "AccessDenied"],
    ["a missing signature", signed().replace(/&Signature=[^&]*/, ""), "MissingSignature"],
    ["a missing end", signed().replace(/Expires=\d+&/, ""), "MissingPolicy"],
    ["another address", signed({ ipAddress: "198.51.100.7" }), "AccessDenied"],
    [
      "what does not count yet",
      signed({ dateGreaterThan: new Date(inAMinute().getTime() - 1000) }),
      "AccessDenied",
    ],
    [
      "a policy that is none",
      signed({ dateLessThan: undefined, policy: '{"Statement":[{"Resource":"*"}]}' }),
      "MalformedPolicy",
    ],
  ])("%s", async (_what, path, code) => {
    const { status, body } = await edge().get(path);
    expect(status).toBe(403);
    expect(body).toContain(`<Code>${code}</Code>`);
  });

  test.each(["Expires=1", "Hash-Algorithm=SHA256", "Policy="])(
    "a URL with %s, whatever its cookies say: it counts as a signed one",
    async (query) => {
      const given = cookies(getSignedCookies({ url, dateLessThan: inAMinute(), ...byRsa }));
      expect((await edge().get("/film?part=1", given)).status).toBe(200);
      expect(await edge().get(`/film?part=1&${query}`, given)).toMatchObject({
        status: 403,
        body: expect.stringContaining("MissingKey"),
      });
    },
  );

  test("a signature that has expired", async () => {
    const one = edge();
    const path = signed();
    await one.pass(60);
    expect(await one.get(path)).toMatchObject({ status: 403 });
  });
});
