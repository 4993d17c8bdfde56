import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { healthText } from "../../../facts/site/health";
import { settingsText, settingsVariable } from "../../../facts/site/sentinel-settings";
import { handler } from "../../../switch/sentinel/handler";
import { settings } from "./support";

afterEach(() => {
  vi.unstubAllEnvs();
});

it("sees no outage in connections that were closed while Lambda had it frozen between two looks", async () => {
  const used = new WeakSet<Socket>();
  const server = createServer(({ socket, url = "" }, response) => {
    const role = url.includes("primary") ? "primary" : "replica";
    if (used.has(socket)) socket.destroy();
    else response.end(healthText({ role, region: "here", release: "r1" }));
    used.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const variables = {
    ...{ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_REGION: "eu-west-1", STORE_ARN: "arn:x" },
    ...{ AWS_ENDPOINT_URL: url, OUTLAST_EDGE: url, HOST: "docs", SITE: "docs" },
    ...{ PRIMARY_BUCKET: "docs-primary", PRIMARY_REGION: "eu-central-1" },
    ...{ REPLICA_BUCKET: "docs-replica", REPLICA_REGION: "eu-west-1" },
    [settingsVariable]: settingsText(settings),
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const said: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => said.push(String(text)) > 0);
  try {
    for (let looks = 0; looks < 3; looks++) await handler();
  } finally {
    spy.mockRestore();
    server.closeAllConnections();
    server.close();
  }
  expect(said.map((line) => JSON.parse(line).reason)).toEqual(Array(3).fill("the primary is well"));
});
