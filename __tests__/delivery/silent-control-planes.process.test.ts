import { once } from "node:events";
import { rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { deploy } from "../../delivery/deploy";
import { plan } from "../../delivery/plan";
import { invalidate } from "../../operations/invalidate";
import { ownProject } from "../../project/own-project";
import { synthesizedStacks } from "../../project/stacks";
import { projectOf } from "../support/project-of";
import { smallSite } from "../support/sites";

const ports = { say: () => {}, note: () => {}, confirm: async () => {} };

let folder: string;
beforeAll(() => {
  folder = projectOf(smallSite);
  // What a process makes once is no part of the ten seconds.
  synthesizedStacks(ownProject());
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Waits for real, as whoever types them does: the time limit is the bound. */
test("deploy, plan and invalidate say within ten seconds which control plane takes connections and never answers", {
  timeout: 10_000,
}, async () => {
  const hole = createServer(() => {}).listen(0, "127.0.0.1");
  await once(hole, "listening");
  onTestFinished(() => void hole.close());
  const url = `http://127.0.0.1:${(hole.address() as AddressInfo).port}`;
  const own = ["CLOUDFRONT", "IAM"].map((service) => `AWS_ENDPOINT_URL_${service}`);
  for (const name of [...own, "HTTPS_PROXY", "https_proxy"]) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_ENDPOINT_URL", url);
  const silent = (...planes: readonly string[]) => ({
    code: "CONTROL_PLANE_SILENT",
    value: planes.map((plane) => `${plane} (${url}) does not answer within 5 s`).join("; "),
    mend: expect.stringMatching(/`evacuate`, `return`, `release`, `rollback` and `status` need none/),
  });
  await Promise.all([
    expect(deploy([], { lockTimeout: 0 }, ports)).rejects.toMatchObject(silent("CloudFront", "IAM")),
    expect(plan([], { out: "unwritten" }, ports)).rejects.toMatchObject(silent("CloudFront", "IAM")),
    expect(invalidate({ distribution: { id: "E1" } }, ["/*"])).rejects.toMatchObject(silent("CloudFront")),
  ]);
});
