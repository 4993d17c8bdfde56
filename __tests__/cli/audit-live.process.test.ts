import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

/** What STS answers to everything with a token of yesterday (STS API reference, "Common Error Types"). */
const expired = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>`;

test("audit --live with credentials that have expired asks AWS once, and says so in one sentence and what mends it", async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(403, { "content-type": "text/xml", "x-amzn-requestid": "a" }).end(expired);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const child = spawn(
    process.execPath,
    ["bin/outlast.mjs", "audit", "--live", "--distribution", "E1234567890ABC"],
    {
      env: {
        ...process.env,
        ...{ AWS_ACCESS_KEY_ID: "ASIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "b", AWS_SESSION_TOKEN: "c" },
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      },
    },
  );
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  server.close();
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^CREDENTIALS_EXPIRED: [^\n]+ have expired[^\n]*\n(?: {2}[^\n]+\n?)+$/);
  expect(stderr).not.toMatch(/ at |node:/);
  expect([child.exitCode, asked]).toEqual([3, 1]);
});
