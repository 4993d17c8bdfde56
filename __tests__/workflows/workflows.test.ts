import { describe, expect, test } from "vitest";
import { actionlint } from "../support/workflows/actionlint";
import { workflows } from "../support/workflows/workflow";

const all = workflows();
const jobs = all.flatMap(({ file, jobs }) =>
  Object.entries(jobs).map(([name, job]) => ({ ...job, file, name })),
);
const steps = jobs.flatMap(({ file, name, steps }) => steps.map((step) => ({ ...step, file, job: name })));

describe("the workflows", () => {
  test("are the five that a team gets", () => {
    expect(all.map(({ file }) => file)).toEqual([
      "ci.yml",
      "deploy.yml",
      "drift.yml",
      "drill.yml",
      "plan.yml",
    ]);
  });

  test("pass actionlint, which finds what is wrong with one that is not in order", async () => {
    const [first] = all;
    const texts = all.map(({ file, text }) => [file, text]);
    const broken = `${first?.text}      - run: echo \${{ nothing.here }}\n`;
    const found = await actionlint(Object.fromEntries([...texts, ["broken.yml", broken]]));
    expect(Object.keys(found)).toHaveLength(all.length + 1);
    for (const { file } of all) expect(found[file]).toEqual([]);
    expect(found["broken.yml"]?.map(({ kind }) => kind)).toEqual(["expression"]);
  });

  test("use actions by their full commit, with the version beside it", () => {
    const uses = all.flatMap(({ text }) => [...text.matchAll(/uses: (.*)$/gm)].map((match) => match[1]));
    expect(uses.length).toBeGreaterThan(10);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("grant nothing to all jobs, and to each job what it needs", () => {
    for (const { permissions } of all) expect(permissions).toEqual({});
    expect(
      Object.fromEntries(jobs.map(({ file, name, permissions }) => [`${file} ${name}`, permissions])),
    ).toEqual({
      "ci.yml check": { contents: "read" },
      "ci.yml newest-provider": { contents: "read" },
      "ci.yml package": { contents: "read" },
      "deploy.yml deploy": {
        actions: "read",
        contents: "read",
        "id-token": "write",
        "pull-requests": "read",
      },
      "drift.yml drift": { contents: "read", "id-token": "write", issues: "write" },
      "drill.yml drill": { contents: "read", issues: "write" },
      "plan.yml comment": { contents: "read", "pull-requests": "write" },
      "plan.yml drill": { contents: "read" },
      "plan.yml plan": { contents: "read", "id-token": "write" },
      "plan.yml synth": { contents: "read" },
    });
  });

  test("know no secret, and give forks no token", () => {
    for (const { on, text } of all) {
      expect(text).not.toMatch(/secrets\.|pull_request_target|workflow_run/);
      expect(Object.keys(on)).not.toContain("pull_request_target");
    }
    const withToken = jobs.filter(({ permissions }) => permissions?.["id-token"]);
    expect(withToken.map(({ file, name }) => `${file} ${name}`)).toEqual([
      "deploy.yml deploy",
      "drift.yml drift",
      "plan.yml plan",
    ]);
    expect(jobs.find(({ name }) => name === "plan")?.if).toContain(
      "github.event.pull_request.head.repo.full_name == github.repository",
    );
  });

  test("run no script of a package that they install", () => {
    const installs = steps.filter(({ run }) => run?.startsWith("npm ci") || run?.startsWith("npm install"));
    expect(installs).toHaveLength(jobs.filter(({ steps }) => steps.some(({ run }) => run)).length);
    for (const { run } of installs) expect(run).toBe("npm ci --ignore-scripts");
  });

  test("leave no credentials in the checkout, and take them only after the packages are installed", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(jobs.length);
    for (const { with: inputs } of checkouts) expect(inputs).toMatchObject({ "persist-credentials": false });
    for (const { steps } of jobs.filter(({ permissions }) => permissions?.["id-token"])) {
      const install = steps.findIndex(({ run }) => run === "npm ci --ignore-scripts");
      const assume = steps.findIndex(({ uses }) => uses?.startsWith("aws-actions/"));
      expect(assume).toBeGreaterThan(install);
    }
  });

  test("restore nothing from a cache where there is a token to write with or to become a role", () => {
    for (const { permissions = {}, steps } of jobs) {
      const writes = Object.values(permissions).includes("write");
      const node = steps.find(({ uses }) => uses?.startsWith("actions/setup-node@"));
      if (node && writes) expect(node.with).toMatchObject({ "package-manager-cache": false });
      if (writes) expect(steps.filter((step) => step.with?.cache !== undefined)).toEqual([]);
      expect(steps.filter(({ uses }) => uses?.startsWith("actions/cache"))).toEqual([]);
    }
  });

  test("run no code of a pull request where there is a token to write with or to become a role", () => {
    const plan = jobs.filter(
      ({ file, permissions = {} }) => file === "plan.yml" && Object.keys(permissions).length > 1,
    );
    expect(plan.map(({ name }) => name)).toEqual(["plan", "comment"]);
    for (const { steps } of plan) {
      const [checkout] = steps;
      expect(checkout?.with?.ref).toBe(`\${{ github.event.pull_request.base.sha }}`);
    }
    const commands = plan.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(commands.filter((run) => /outlast (plan|synth|deploy)/.test(run))).toEqual([
      "npx outlast plan --synthesized synthesized --out plan",
    ]);
  });

  test("start for every change: content, config and code may lie anywhere", () => {
    const changes = all.flatMap(({ file, on }) =>
      ["push", "pull_request"].flatMap((event) => {
        const filter = (on as Record<string, object | null>)[event];
        return filter === undefined ? [] : [`${file} ${event} ${Object.keys(filter ?? {})}`];
      }),
    );
    expect(changes.sort()).toEqual([
      "ci.yml pull_request ",
      "ci.yml push branches",
      "deploy.yml push branches",
      "plan.yml pull_request ",
    ]);
  });

  test("apply no plan but one of their own, and release, verify and roll back each site", () => {
    const deploy = all.find(({ file }) => file === "deploy.yml")?.jobs.deploy?.steps ?? [];
    expect(deploy.flatMap(({ run }) => run ?? [])).toEqual([
      "npm ci --ignore-scripts",
      "npx outlast fetch-plan --out plan",
      'npx outlast apply --plan plan --accept "$ACCEPT"',
      "npx outlast release --all",
      "npx outlast verify",
      'npx outlast rollback --site "$FAILED" --of "$GITHUB_SHA"',
    ]);
  });

  test("end in time, and let no two applies overlap", () => {
    for (const job of jobs) expect(job["timeout-minutes"]).toBeLessThanOrEqual(60);
    for (const { concurrency } of all) expect(concurrency?.group).toBeTruthy();
    const deploy = all.find(({ file }) => file === "deploy.yml");
    expect(deploy?.concurrency).toEqual({ group: "deploy", "cancel-in-progress": false });
    expect(deploy?.jobs.deploy?.environment).toBe("production");
  });

  test("hold no logic: every run step is one line with one command", () => {
    for (const { run } of steps) expect(run ?? "").not.toMatch(/\n|;|&&|\||\$\{\{|\$\(/);
  });
});
