import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deploymentSchema } from "../../../config/schema";
import { githubChecks } from "../../../delivery/doctor/github";

const deployment = deploymentSchema.parse({
  project: "docs",
  region: "eu-west-1",
  github: { repository: "acme/docs", environment: "production" },
});
const repository = "/repos/acme/docs";
const variables = (values: Readonly<Record<string, string>>) => ({
  variables: Object.entries(values).map(([name, value]) => ({ name, value })),
});

let server: Server;
/** Bodies by path; what is not here is not found. */
let answers: Record<string, object>;
let authorized: Set<string | undefined>;

beforeEach(async () => {
  answers = {};
  authorized = new Set();
  server = createServer(({ headers, url = "" }, response) => {
    const body = answers[url.split("?")[0] ?? ""];
    authorized.add(headers.authorization);
    response.writeHead(body ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(body ?? { message: "Not Found" }));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
});
afterEach(() => server.close());

function examined(env: Readonly<Record<string, string>>) {
  const { port } = server.address() as AddressInfo;
  return githubChecks(deployment, { GITHUB_API_URL: `http://127.0.0.1:${port}`, ...env });
}

describe("the repository", () => {
  test("is not looked at without a token, and that is said", async () => {
    const { checks, notLookedAt } = await examined({});
    expect(checks).toEqual([]);
    expect(notLookedAt[0]).toMatch(/acme\/docs: there is no GITHUB_TOKEN or GH_TOKEN/);
  });

  test("has what its workflows need, wherever it is set", async () => {
    answers = {
      [`${repository}/actions/organization-variables`]: variables({ OUTLAST_REGION: "eu-west-1" }),
      [`${repository}/actions/variables`]: variables({ OUTLAST_PLAN_ROLE: "a", OUTLAST_DRIFT_ROLE: "b" }),
      [`${repository}/environments/production/variables`]: variables({ OUTLAST_APPLY_ROLE: "c" }),
      [`${repository}/environments/production`]: { protection_rules: [{ type: "required_reviewers" }] },
    };
    const { checks, notLookedAt } = await examined({ GH_TOKEN: "ghp_1" });
    expect(notLookedAt).toEqual([]);
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ["github variables", true],
      ["github environment production", true],
    ]);
    expect([...authorized]).toEqual(["token ghp_1"]);
  });

  test("is told what is not set, what is set otherwise, and which environment is missing", async () => {
    answers = {
      [`${repository}/actions/variables`]: variables({
        OUTLAST_PLAN_ROLE: "a",
        OUTLAST_DRIFT_ROLE: "",
        OUTLAST_REGION: "us-east-1",
      }),
    };
    const { checks } = await examined({ GITHUB_TOKEN: "ghs_1" });
    const [first, second] = checks;
    expect(first).toMatchObject({ ok: false });
    expect(first?.detail).toMatch(/^not set: OUTLAST_DRIFT_ROLE, OUTLAST_APPLY_ROLE;/);
    expect(first?.detail).toContain("OUTLAST_REGION is us-east-1, and the state is in eu-west-1");
    expect(second).toMatchObject({ name: "github environment production", ok: false });
  });

  test("that does not show its variables was not looked at", async () => {
    const { checks, notLookedAt } = await examined({ GITHUB_TOKEN: "ghs_1" });
    expect(checks).toEqual([]);
    expect(notLookedAt[0]).toMatch(/acme\/docs: read the variables: GitHub answered 404$/);
  });
});
