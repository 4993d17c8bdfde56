import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { ConfigError, type ConfigProblem, readProject } from "../../config";
import { type RenamedKey, renamedKeys, underNewNames } from "../../config/renamed-keys";
import { deploymentSchema, siteSchema } from "../../config/schema";
import { base } from "./cases";

/** What a next version might say. */
const table: readonly RenamedKey[] = [
  { in: "site", from: "failover.timeout", to: "failover.readTimeout", since: "0.2.0" },
  { in: "site", from: "cache.paths.lifetime", to: "cache.paths.ttl", since: "0.2.0" },
  { in: "site", from: "origins.*.host", to: "origins.*.url", since: "0.2.0" },
  { in: "site", from: "logs.retention", to: "noncurrentVersions.retention", since: "0.3.0" },
  { in: "deployment", from: "stem", to: "project", since: "0.3.0" },
];
const oldKeys = {
  failover: { timeout: "7s" },
  cache: {
    paths: [
      { path: "/a/*", mode: "immutable" },
      { path: "/b/*", mode: "edge", lifetime: "10m" },
    ],
  },
  origins: { api: { host: "https://api.example.com" } },
  paths: [{ path: "/api/*", origin: "api" }],
  logs: { retention: "30d" },
};
const newKeys = {
  failover: { readTimeout: "7s" },
  cache: {
    paths: [
      { path: "/a/*", mode: "immutable" },
      { path: "/b/*", mode: "edge", ttl: "10m" },
    ],
  },
  origins: { api: { url: "https://api.example.com" } },
  paths: oldKeys.paths,
  noncurrentVersions: { retention: "30d" },
};

const problemsOf = (exports: { default: unknown; deployment?: unknown }): readonly ConfigProblem[] => {
  try {
    return readProject(exports, { renamed: table }).warnings;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe("a renamed key", () => {
  it("is what it is under its new name, wherever it stands", () => {
    const old = readProject(
      { default: { ...base, ...oldKeys }, deployment: { stem: "demo" } },
      { renamed: table },
    );
    const now = readProject({ default: { ...base, ...newKeys }, deployment: { project: "demo" } });
    expect({ ...old, warnings: [] }).toEqual({ ...now, warnings: [] });
  });

  it("is said once, each with the new line", () => {
    const said = problemsOf({ default: { ...base, ...oldKeys }, deployment: { stem: "demo" } });
    expect(
      said
        .filter(({ code }) => code === "CONFIG_RENAMED")
        .map(({ code, severity, path, mend }) => [
          code,
          severity,
          path,
          mend.split(": ").slice(1).join(": "),
        ]),
    ).toEqual([
      ["CONFIG_RENAMED", "warning", "failover.timeout", 'readTimeout: "7s" (since 0.2.0)'],
      ["CONFIG_RENAMED", "warning", "cache.paths[1].lifetime", 'ttl: "10m" (since 0.2.0)'],
      ["CONFIG_RENAMED", "warning", "origins.api.host", 'url: "https://api.example.com" (since 0.2.0)'],
      [
        "CONFIG_RENAMED",
        "warning",
        "logs.retention",
        'noncurrentVersions: { retention: "30d" } (since 0.3.0)',
      ],
      ["CONFIG_RENAMED", "warning", "deployment.stem", 'project: "demo" (since 0.3.0)'],
    ]);
  });

  it("is refused beside its new name, and checked as that is", () => {
    const both = { failover: { timeout: "7s", readTimeout: "5s" } };
    expect(problemsOf({ default: { ...base, ...both } })).toMatchObject([
      { code: "CONFIG_RENAMED_TWICE", path: "failover.timeout" },
    ]);
    expect(problemsOf({ default: { ...base, failover: { timeout: 7 } } })).toMatchObject([
      { code: "CONFIG_RENAMED", path: "failover.timeout" },
      { code: "CONFIG_TYPE", path: "failover.readTimeout" },
    ]);
  });

  it("leaves the config itself, and what is in the new name's way, as they are", () => {
    const customize = () => {};
    const input = Object.freeze({
      ...base,
      logs: { retention: "30d", more: 1 },
      noncurrentVersions: 7,
      customize,
    });
    const { value } = underNewNames(input, "site", table);
    expect(input.logs).toEqual({ retention: "30d", more: 1 });
    expect(value).toEqual({ ...base, logs: { more: 1 }, noncurrentVersions: 7, customize });
  });
});

/** Every key that a schema knows: entries of a list are transparent, an asterisk is any key of a record. */
function keysOf(node: z.core.JSONSchema.BaseSchema, path: readonly string[] = []): string[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), node.items].flatMap((one) =>
    typeof one === "object" && !Array.isArray(one) ? keysOf(one as typeof node, path) : [],
  );
  const { additionalProperties: any } = node;
  const named = { ...node.properties, ...(typeof any === "object" && { "*": any }) };
  const own = Object.entries(named).flatMap(([key, child]) => [
    ...(key === "*" ? [] : [[...path, key].join(".")]),
    ...keysOf(child as typeof node, [...path, key]),
  ]);
  return [...new Set([...own, ...inner])].sort();
}

const schemas = { site: siteSchema, deployment: deploymentSchema };
const knownKeys = (where: RenamedKey["in"]) =>
  keysOf(
    z.toJSONSchema(schemas[where], { io: "input", unrepresentable: "any" }) as z.core.JSONSchema.BaseSchema,
  );

const published = "__tests__/fixtures/published";

describe("the keys of every version that was published", () => {
  it.each(readdirSync(published))("of %s are known, or in the table of renamed ones", (version) => {
    for (const where of ["site", "deployment"] as const) {
      const keys: string[] = JSON.parse(readFileSync(`${published}/${version}/config-keys.json`, "utf8"))[
        where
      ];
      const known = new Set([
        ...knownKeys(where),
        ...renamedKeys.flatMap((key) => (key.in === where ? [key.from] : [])),
      ]);
      expect(keys.filter((key) => !known.has(key))).toEqual([]);
      expect(keys.length).toBeGreaterThan(5);
    }
  });

  it("has an entry for no key that still exists, and for none that does not", () => {
    for (const { from, in: where, to } of renamedKeys) {
      expect(knownKeys(where)).not.toContain(from);
      expect(knownKeys(where)).toContain(to);
    }
  });
});
