import { describe, expect, it } from "vitest";
import { ConfigError, problemsToJson, readProject, renderProblems } from "../../config";
import * as shipped from "../../site.config";
import { base } from "./cases";

function errorOf(read: () => unknown): ConfigError {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error("no ConfigError was thrown");
}

const codesOf = (error: ConfigError) => error.problems.map(({ code }) => code).sort();

describe("readProject", () => {
  it("reads the shipped site.config.ts without a problem", () => {
    const project = readProject(shipped);
    expect(project.warnings).toEqual([]);
    expect(project.sites.map(({ name }) => name)).toEqual(["outlast-example"]);
  });

  it("reports what the schema finds and what the checks find in one go", () => {
    const site = {
      ...base,
      unknown: 1,
      failover: { statusCodes: [500], readTimeout: 5 },
      redirects: [{ from: "/a", to: "/a" }],
    };
    expect(codesOf(errorOf(() => readProject({ default: site })))).toEqual([
      "CONFIG_TYPE",
      "CONFIG_UNKNOWN_KEY",
      "FAILOVER_CODES_WITHOUT_503",
      "FAILOVER_CODES_WITHOUT_504",
      "REDIRECT_TO_ITSELF",
    ]);
  });

  it("says nothing about defaults that stand in for refused values", () => {
    const error = errorOf(() => readProject({ default: { regions: { primary: 1, replica: "eu-west-1" } } }));
    expect(error.problems.map(({ code, path }) => [code, path])).toEqual([
      ["CONFIG_MISSING", "name"],
      ["CONFIG_TYPE", "regions.primary"],
    ]);
  });

  it("guesses what an unknown key was meant to be, and does not show its value", () => {
    const [problem] = errorOf(() => readProject({ default: { ...base, failovr: "hunter2" } })).problems;
    expect(problem?.mend).toContain('Did you mean "failover"?');
    expect(JSON.stringify(problem)).not.toContain("hunter2");
  });

  it.each([null, 7, "site", () => 1, [null], []])("takes no %s for a site", (value) => {
    expect(errorOf(() => readProject({ default: value })).problems).toHaveLength(1);
  });

  it("names the site when there are several", () => {
    const sites = [base, { ...base, name: "other", failover: { connectionAttempts: 9 } }];
    const error = errorOf(() => readProject({ default: sites }));
    expect(error.problems.map(({ path }) => path)).toEqual(["sites[1].failover.connectionAttempts"]);
  });

  it("lets warnings pass, and hands them on", () => {
    const site = { ...base, failover: { statusCodes: [404, 500, 503, 504] } };
    expect(readProject({ default: site }).warnings.map(({ code }) => code)).toEqual(["FAILOVER_CODE_404"]);
  });

  it("freezes what it returns, all the way down", () => {
    const [site] = readProject({ default: base }).sites;
    expect(Object.isFrozen(site?.failover.statusCodes)).toBe(true);
  });

  it("puts the state bucket into the first site's replica region", () => {
    const project = (region?: string) =>
      readProject({ default: base, deployment: { project: "demo", ...(region && { region }) } });
    expect(project().deployment?.region).toBe("eu-west-1");
    expect(project("eu-north-1").deployment?.region).toBe("eu-north-1");
  });

  it("finds a redirect over a document of the content folder", () => {
    const site = { ...base, redirects: [{ from: "/docs/", to: "/manual/", match: "prefix" }] };
    const documents = () => ["docs/index.html"];
    expect(codesOf(errorOf(() => readProject({ default: site }, { documents })))).toEqual([
      "REDIRECT_SHADOWS_DOCUMENT",
    ]);
    expect(readProject({ default: site }).warnings).toEqual([]);
  });

  it("says which folder, and which document in it, is not there, where somebody looks", () => {
    const site = {
      ...base,
      content: { folder: "dist" },
      errorPages: { maintenance: "/errors/caf%C3%A9.html" },
    };
    const warned = (there: readonly string[]) =>
      readProject({ default: site }, { isThere: (_, path) => there.includes(path) }).warnings.map(
        ({ code, path, severity, value }) => `${severity} ${code} ${path} ${value}`,
      );
    expect(warned([])).toEqual(["warning CONTENT_FOLDER_MISSING content.folder dist"]);
    expect(warned([""])).toEqual([
      "warning CONTENT_DOCUMENT_MISSING content.indexDocument index.html",
      "warning CONTENT_DOCUMENT_MISSING errorPages.notFound /404.html",
      "warning CONTENT_DOCUMENT_MISSING errorPages.maintenance /errors/caf%C3%A9.html",
    ]);
    expect(warned(["", "index.html", "404.html", "errors/caf\u00e9.html"])).toEqual([]);
    expect(readProject({ default: site }).warnings).toEqual([]);
  });

  it.each([
    { from: "/*", to: "https://www.example.net/:splat" },
    { from: "/", to: "https://www.example.net", match: "prefix" },
  ])("allows a site to lead all of its visitors to another, over every document: %o", (all) => {
    const documents = () => ["index.html", "docs/index.html", "404.html"];
    expect(readProject({ default: { ...base, redirects: [all] } }, { documents }).warnings).toEqual([]);
    const inside = {
      ...base,
      redirects: [{ ...all, to: all.to.replace("https://www.example.net", "/new") }],
    };
    expect(codesOf(errorOf(() => readProject({ default: inside }, { documents })))).toContain(
      "REDIRECT_SHADOWS_DOCUMENT",
    );
  });

  it("allows a redirect between paths of one document", () => {
    const site = {
      ...base,
      redirects: [
        { from: "/index.html", to: "/" },
        { from: "/docs", to: "/docs/" },
      ],
    };
    expect(readProject({ default: site }, { documents: () => ["docs/index.html"] }).warnings).toEqual([]);
  });

  it("allows a redirect that strips a prefix step by step", () => {
    const site = {
      ...base,
      redirects: [
        { from: "/x/", to: "/y", match: "prefix" },
        { from: "/old", to: "/x/a" },
      ],
    };
    expect(readProject({ default: site }).warnings).toEqual([]);
  });

  it("follows those of each site among its own names and documents", () => {
    const redirects = [{ from: "/a", to: "https://www.example.com/a" }];
    const site = (name: string, own: object) => ({ ...base, name, redirects, ...own });
    const zone = { id: "Z123", name: "example.com" };
    const sites = [
      site("elsewhere", {}),
      site("here", { domain: { name: "www.example.com", zone } }),
      site("alike", { domain: { name: "www.example.com", zone } }),
      site("full", { content: { folder: "full" } }),
      site("other", { redirects: [{ from: "/a", to: "/a" }] }),
    ];
    const documents = ({ content }: { content: { folder: string } }) =>
      content.folder === "full" ? ["a/index.html"] : [];
    const { problems } = errorOf(() => readProject({ default: sites }, { documents }));
    const found = problems.map(({ code, path }) => `${code} ${path}`).filter((one) => /REDIRECT/.test(one));
    expect(found).toEqual([
      "REDIRECT_LOOP sites[1].redirects[0]",
      "REDIRECT_LOOP sites[2].redirects[0]",
      "REDIRECT_SHADOWS_DOCUMENT sites[3].redirects[0].from",
      "REDIRECT_TO_ITSELF sites[4].redirects[0].to",
    ]);
  });
});

describe("what a user sees", () => {
  const error = errorOf(() => readProject({ default: { ...base, failover: { statusCodes: [500, 504] } } }));

  it("is the code, the place, the value, the rule and the mend", () => {
    expect(
      renderProblems(error.problems)
        .split("\n")
        .map((line) => line.trim()),
    ).toEqual([
      "error FAILOVER_CODES_WITHOUT_503",
      "at    failover.statusCodes",
      "value [500,504]",
      expect.stringMatching(/^rule {2}CloudFront takes a failed connection/),
      "mend  Add 503.",
    ]);
    expect(error.exitCode).toBe(2);
  });

  it("is the same for a machine, as JSON", () => {
    expect(JSON.parse(problemsToJson(error.problems)).problems[0]).toMatchObject({
      code: "FAILOVER_CODES_WITHOUT_503",
      severity: "error",
      path: "failover.statusCodes",
      value: [500, 504],
    });
  });

  it("cuts long values and hides credentials", () => {
    const shown = (value: string) =>
      renderProblems(errorOf(() => readProject({ default: { ...base, name: value } })).problems);
    expect(shown("x".repeat(5000)).length).toBeLessThan(600);
    expect(shown("AKIAIOSFODNN7EXAMPLE")).not.toContain("AKIA");
    const site = { ...base, headers: { custom: { "x-api-key": "abc\ndef" } } };
    expect(errorOf(() => readProject({ default: site })).message).not.toContain("abc");
  });
});
