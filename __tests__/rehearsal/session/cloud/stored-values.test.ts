import { expect, it } from "vitest";
import { keepValues } from "../../../../rehearsal/session/cloud/stored-values";
import type { MotoRequest } from "../../../../toolchain/moto";
import { siteWith } from "../../../support/sites";

it("keeps a text for every secret and parameter that a server's headers refer to, each once, in its region", async () => {
  const sent: MotoRequest[] = [];
  const request = async (_method: string, _path: string, one: MotoRequest = {}) => {
    sent.push(one);
    return { status: 200 };
  };
  const site = siteWith({
    origins: {
      api: {
        url: "https://api.example.com",
        headers: {
          "X-Plain": "1",
          "X-A": { secretsManager: "shop/api", key: "token" },
          "X-B": { secretsManager: "shop/api", key: "other" },
          "X-C": { secretsManager: "shop/whole" },
          "X-D": { ssm: "/shop/token" },
        },
      },
    },
    paths: [{ path: "/api/*", origin: "api" }],
  });
  await keepValues([site], { request });
  expect(sent.map(({ headers, body }) => [headers?.["x-amz-target"], JSON.parse(String(body))])).toEqual([
    ["AmazonSSM.PutParameter", { Name: "/shop/token", Value: "unknown", Type: "SecureString" }],
    [
      "secretsmanager.CreateSecret",
      { Name: "shop/api", SecretString: '{"token":"unknown","other":"unknown"}' },
    ],
    ["secretsmanager.CreateSecret", { Name: "shop/whole", SecretString: "unknown" }],
  ]);
  expect(sent[0]?.headers?.authorization).toContain("/eu-central-1/ssm/aws4_request");
});
