import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requireControlPlanes } from "../../operations/control-planes";
import { invalidate } from "../../operations/invalidate";

/** Takes connections and never says a word. */
let blackHole: Server;
let hole: string;
let answering: Server;
let there: string;

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  blackHole = createServer(() => {});
  hole = await listening(blackHole);
  answering = createHttpServer((_, response) => response.writeHead(403).end());
  there = await listening(answering);
});

afterAll(() => {
  blackHole.close();
  answering.close();
});

describe("the control planes that a deployment asks", () => {
  it("are named where they do not answer, all of them, with what works without them", async () => {
    const asked = requireControlPlanes(["CloudFront", "IAM"], { AWS_ENDPOINT_URL: hole }, 200);
    await expect(asked).rejects.toMatchObject({
      code: "CONTROL_PLANE_SILENT",
      exitCode: 3,
      value: `CloudFront (${hole}) does not answer within 0.2 s; IAM (${hole}) does not answer within 0.2 s`,
      mend: expect.stringMatching(/evacuate.*return.*release.*rollback.*status/),
    });
  });

  it("are each asked at its own endpoint, and any answer is one", async () => {
    const env = { AWS_ENDPOINT_URL: there, AWS_ENDPOINT_URL_IAM: hole };
    await requireControlPlanes(["CloudFront"], env, 5_000);
    await expect(requireControlPlanes(["CloudFront", "IAM"], env, 200)).rejects.toMatchObject({
      value: expect.stringMatching(/^IAM /),
    });
  });

  it("are silent where nobody listens, and left alone behind a proxy", async () => {
    const gone = { AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    await expect(requireControlPlanes(["IAM"], gone, 5_000)).rejects.toMatchObject({
      value: expect.stringMatching(/ECONNREFUSED/),
    });
    await requireControlPlanes(["IAM"], { ...gone, HTTPS_PROXY: "http://proxy.example" }, 200);
  });

  it("are asked before an invalidation, which would try for minutes", async () => {
    const before = process.env.AWS_ENDPOINT_URL_CLOUDFRONT;
    process.env.AWS_ENDPOINT_URL_CLOUDFRONT = "http://127.0.0.1:1";
    try {
      await expect(invalidate({ distribution: { id: "E1" } }, ["/*"])).rejects.toMatchObject({
        code: "CONTROL_PLANE_SILENT",
      });
    } finally {
      if (before === undefined) delete process.env.AWS_ENDPOINT_URL_CLOUDFRONT;
      else process.env.AWS_ENDPOINT_URL_CLOUDFRONT = before;
    }
  });
});
