import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GitHubServer } from "../support/github/github-server";
import { type JobResult, runJob } from "../support/workflows/runner";
import { readWorkflow } from "../support/workflows/workflow";

const root = resolve(import.meta.dirname, "../..");
/** What `npx outlast` runs: the repository's own, with one scenario where a workflow has all of them drilled. */
const oneScenario = `
if (process.argv[2] === "drill" && !process.argv.includes("--result")) process.argv.push("primary-black-holed");
await import(${JSON.stringify(join(root, "bin/outlast.mjs"))});
`;
let server: GitHubServer;
let workspace: string;

beforeEach(async () => {
  workspace = mkdtempSync(join(tmpdir(), "outlast-drill-workflow-"));
  mkdirSync(join(workspace, "bin"));
  writeFileSync(join(workspace, "bin/outlast.mjs"), oneScenario);
  cpSync(join(root, "site"), join(workspace, "site"), { recursive: true });
  writeFileSync(join(workspace, "package.json"), "{}");
  server = new GitHubServer("acme/docs");
  await server.start();
});
afterEach(async () => {
  await server.close();
  rmSync(workspace, { recursive: true, force: true });
});

/** The config as a commit has it. */
function commit(connectionAttempts: number, connectionTimeout: string): void {
  const failover = `{ connectionAttempts: ${connectionAttempts}, connectionTimeout: "${connectionTimeout}" }`;
  const site = `{ name: "docs", regions: { primary: "eu-central-1", replica: "eu-west-1" }, failover: ${failover} }`;
  writeFileSync(join(workspace, "site.config.ts"), `export default ${site};\n`);
}

async function run(file: string, job: string): Promise<JobResult> {
  const definition = readWorkflow(file).jobs[job];
  if (definition === undefined) throw new Error(`${file} has no job ${job}`);
  writeFileSync(join(workspace, "event.json"), JSON.stringify({ pull_request: { number: 7 } }));
  return runJob(definition, {
    workspace,
    env: {
      GITHUB_API_URL: server.url,
      GITHUB_REPOSITORY: "acme/docs",
      GITHUB_EVENT_PATH: join(workspace, "event.json"),
    },
    values: {
      github: { token: "ghs_secret", ref: "refs/heads/main" },
      needs: { plan: { result: "success" } },
    },
    standsFor: [],
  });
}

test("a drill that misses an objective opens one issue, which is closed when it is held again", {
  timeout: 300_000,
}, async () => {
  commit(3, "10s");
  expect((await run("drill.yml", "drill")).conclusion).toBe("failure");
  expect(server.issues).toMatchObject([
    {
      state: "open",
      title: "A drill misses an objective",
      body: expect.stringContaining("connection\\_attempts 3"),
    },
  ]);

  commit(1, "2s");
  const { conclusion, log } = await run("drill.yml", "drill");
  expect(conclusion).toBe("success");
  expect(log).not.toContain("ghs_secret");
  expect(server.issues).toMatchObject([{ state: "closed" }]);
});

test("a pull request's comment says below the review what visitors would notice of it", {
  timeout: 300_000,
}, async () => {
  commit(3, "10s");
  expect((await run("plan.yml", "drill")).conclusion).toBe("failure");

  // From here on it is the branch that the pull request is for.
  commit(1, "2s");
  mkdirSync(join(workspace, "plan"));
  writeFileSync(join(workspace, "plan/review.md"), "### Plan of `docs`\n");
  await run("plan.yml", "comment");
  expect(server.comments).toHaveLength(1);
  const body = server.comments[0]?.body ?? "";
  expect(body).toMatch(/^<!-- outlast:plan -->\n### Plan of `docs`\n\n\*\*Drills:\*\* 1 broken\.\n/);
  expect(body).toContain("- **primary-black-holed** is broken now\n");
  expect(body).toMatch(
    /p99 to first byte in primary-black-holed 2 s → 30 s, because connection\\_attempts 1 → 3 and /,
  );
});
