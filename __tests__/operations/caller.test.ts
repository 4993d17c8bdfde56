import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { STSClient } from "@aws-sdk/client-sts";
import { describe, expect, test, vi } from "vitest";
import { identifyCaller, refuseOtherAccount } from "../../operations/caller";

const failing = (name: string, message = "no", more = {}) =>
  clientOf(() => Promise.reject(Object.assign(new Error(message), { name, ...more })));
const clientOf = (send: () => Promise<unknown>) =>
  ({ send, destroy: () => {}, middlewareStack: { add: () => {} } }) as unknown as STSClient;

describe("who asks", () => {
  test.each([
    ["CREDENTIALS_NONE", "no credentials for AWS were found", failing("CredentialsProviderError")],
    // What the SDK says of `aws sso login` of yesterday, of a token in a file, and of STS's own refusal.
    [
      "CREDENTIALS_EXPIRED",
      "have expired",
      failing("CredentialsProviderError", "The SSO session has expired."),
    ],
    ["CREDENTIALS_EXPIRED", "have expired", failing("TokenProviderError", "Token is expired.")],
    ["CREDENTIALS_EXPIRED", "have expired", failing("ExpiredTokenException")],
    ["CREDENTIALS_REFUSED", "InvalidClientTokenId", failing("InvalidClientTokenId")],
    ["CREDENTIALS_REFUSED", "SignatureDoesNotMatch", failing("SignatureDoesNotMatch")],
    ["AWS_SILENT", "ECONNREFUSED", failing("Error", "", { code: "ECONNREFUSED" })],
  ])("is told %s, in words of ours: %s", async (code, said, client) => {
    const refused = identifyCaller("eu-west-1", client);
    await expect(refused).rejects.toMatchObject({ code, exitCode: 3 });
    await expect(refused).rejects.toThrow(said);
  });

  test("hears of a region that an account has to open, and of no other", async () => {
    const said = (region: string) =>
      identifyCaller(region, failing("InvalidClientTokenId")).catch(({ message }) => String(message));
    expect(await said("eu-south-1")).toContain("aws account enable-region --region-name eu-south-1");
    expect(await said("eu-west-1")).not.toContain("enable-region");
  });

  test("hears within seconds that AWS does not answer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const asked = identifyCaller(
      "eu-west-1",
      clientOf(() => new Promise(() => {})),
    ).catch((error) => error);
    await vi.advanceTimersByTimeAsync(5_000);
    vi.useRealTimers();
    expect(await asked).toMatchObject({ code: "AWS_SILENT" });
  });

  test.each([
    [200, {}],
    [302, { location: "http://login.example/" }],
    [404, {}],
    [503, {}],
  ])("hears that a proxy or a network's own page answers in AWS's place: %s", async (status, headers) => {
    const server = createServer((_, response) =>
      response
        .writeHead(status, { "content-type": "text/html", server: "squid", ...headers })
        .end("<!doctype html><title>Sign in</title>"),
    );
    await once(server.listen(0, "127.0.0.1"), "listening");
    const client = new STSClient({
      ...{ region: "eu-west-1", maxAttempts: 1, credentials: { accessKeyId: "a", secretAccessKey: "b" } },
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
    await expect(identifyCaller("eu-west-1", client)).rejects.toMatchObject({
      ...{ code: "AWS_ANOTHER", exitCode: 3 },
      value: expect.stringMatching(new RegExp(`not AWS: ${status} \\(.*text/html, squid\\)$`)),
    });
    server.close();
  });

  test("is not let near a site of another account", () => {
    const caller = { account: "123456789012", arn: "arn:aws:iam::123456789012:user/ann" };
    const arn = (account: string) => `arn:aws:cloudfront::${account}:distribution/E1`;
    expect(() => refuseOtherAccount(caller, "docs", arn("210987654321"))).toThrow(
      "docs is in account 210987654321, and you are arn:aws:iam::123456789012:user/ann in 123456789012",
    );
    refuseOtherAccount(caller, "docs", arn("123456789012"));
  });
});
