import { describe, expect, it } from "vitest";
import { ConfigError, type ConfigProblem, readProject } from "../../config";
import { checkRules } from "../../config/checks";
import { netlifyRules } from "../../config/netlify";
import { shapeRules } from "../../config/shape";
import { base, deploymentBase, deploymentCases, projectCases, siteCases } from "./cases";
import { places } from "./cases/failover-and-cache";

function problemsOf(exports: { default?: unknown; deployment?: unknown }): readonly ConfigProblem[] {
  try {
    return readProject(exports, { documents: () => ["hidden/page.html"] }).warnings;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe("problems of a site", () => {
  it("finds nothing wrong with the smallest site", () => {
    expect(problemsOf({ default: base })).toEqual([]);
  });

  it.each(siteCases)("reports %s at %s", (code, path, change) => {
    const problems = problemsOf({ default: { ...base, ...change } });
    expect(problems.map((problem) => `${problem.code} ${problem.path}`)).toContain(`${code} ${path}`);
  });
});

describe("a Cache-Control by headers", () => {
  const rule = { path: "/docs/*", set: { "Cache-Control": "no-cache" } };
  it.each<readonly [title: string, change: object]>([
    [
      "that has everybody ask",
      { rules: [rule, { set: { "cache-control": "public, max-age=0, must-revalidate" } }] },
    ],
    ["that nobody keeps", { custom: { "Cache-Control": "private, no-store" } }],
    ["of errors alone", { rules: [{ status: "4xx", set: { "Cache-Control": "max-age=60" } }] }],
    ["of another server's path", { rules: [{ path: "/api/*", set: { "Cache-Control": "max-age=60" } }] }],
  ])("%s is no problem", (_title, headers) => {
    const origins = { api: { url: "https://api.example.com" } };
    const paths = [{ path: "/api/*", origin: "api" }];
    expect(
      problemsOf({ default: { ...base, headers, origins, paths } }).map(({ code }) => code),
    ).not.toContain("HEADER_KEEPS_ANSWERS");
  });
});

describe("problems of a deployment", () => {
  it("finds nothing wrong with the smallest deployment", () => {
    expect(problemsOf({ default: base, deployment: deploymentBase })).toEqual([]);
  });

  it.each(deploymentCases)("reports %s at %s", (code, path, change) => {
    const problems = problemsOf({ default: base, deployment: { ...deploymentBase, ...change } });
    expect(problems.map((problem) => `${problem.code} ${problem.path}`)).toEqual([`${code} ${path}`]);
  });
});

describe("problems of a project", () => {
  it("reports STATE_REGION_OPEN where the state's bucket would follow a replica", () => {
    const site = { ...base, regions: places };
    const codes = (deployment?: object) =>
      problemsOf({ default: site, ...(deployment && { deployment }) }).map(({ code }) => code);
    expect(codes(deploymentBase)).toEqual(["STATE_REGION_OPEN"]);
    expect(codes({ ...deploymentBase, region: "eu-west-1" })).toEqual([]);
    expect(codes()).toEqual([]);
  });

  it.each(projectCases)("reports %s at %s", (code, path, sites) => {
    const problems = problemsOf({ default: sites });
    expect(problems.map((problem) => `${problem.code} ${problem.path}`)).toContain(`${code} ${path}`);
  });
});

describe("the list of codes", () => {
  it("has a case for every code", () => {
    // What is said of a folder has its cases beside the reading of a project: "says which folder, ...".
    // Those of a build's own files are beside their reader.
    const ofFolders = ["CONTENT_DOCUMENT_MISSING", "CONTENT_FOLDER_MISSING", ...Object.keys(netlifyRules)];
    const ofBoth = ["STATE_REGION_OPEN"];
    const cases = [...siteCases, ...deploymentCases, ...projectCases].map(([code]) => code);
    expect([...new Set([...cases, ...ofBoth, ...ofFolders])].sort()).toEqual(
      Object.keys({ ...checkRules, ...shapeRules }).sort(),
    );
  });
});
