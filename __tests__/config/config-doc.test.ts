import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { deploymentSchema, siteSchema } from "../../config/schema";
import { parseSeconds } from "../../facts/duration";

const page = readFileSync(new URL("../../docs/config.md", import.meta.url), "utf8");

/** Key to the cell of its default, of one section's table. */
function documentedKeys(title: string): Map<string, string> {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? "";
  return new Map(
    [...section.matchAll(/^\| `([^`]+)` \| [^|]* \| ([^|]*) \|/gm)].map((row) => [
      row[1] ?? "",
      row[2] ?? "",
    ]),
  );
}

/** Key to default (undefined: none) of every setting that is no object with keys of its own. */
function settings(schema: z.core.$ZodType, path = "", fallback?: unknown): [string, unknown][] {
  if (schema instanceof z.ZodPipe) return settings(schema.in, path, fallback);
  if (schema instanceof z.ZodOptional) return settings(schema.unwrap(), path, fallback);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return settings(schema.unwrap(), path, schema.def.defaultValue);
  }
  const options = schema instanceof z.ZodUnion ? schema.options.map(untransformed) : [];
  if (options.some((option) => option instanceof z.ZodObject)) {
    const own: [string, unknown][] = options.some(
      (option) =>
        option instanceof z.ZodLiteral ||
        option instanceof z.ZodEnum ||
        option instanceof z.ZodString ||
        option instanceof z.ZodBoolean,
    )
      ? [[path, fallback]]
      : [];
    const objects = options.filter((option) => option instanceof z.ZodObject);
    return [...own, ...objects.flatMap((option) => settings(option, path))];
  }
  if (schema instanceof z.ZodArray && schema.element instanceof z.core.$ZodType) {
    const inner = settings(schema.element, `${path}[]`);
    if (inner.length > 1) return inner;
  }
  if (schema instanceof z.ZodRecord && schema.valueType instanceof z.ZodObject)
    return settings(schema.valueType, `${path}.<name>`);
  if (!(schema instanceof z.ZodObject)) return [[path, fallback]];
  return Object.entries(schema.shape).flatMap(([key, value]) =>
    settings(value as z.core.$ZodType, path === "" ? key : `${path}.${key}`),
  );
}

function untransformed(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodPipe ? schema.in : schema;
}

function defaultOf(cell: string): unknown {
  if (cell === "required" || cell === "none") return undefined;
  const value = JSON.parse(cell.slice(1, -1));
  return typeof value === "string" ? (parseSeconds(value) ?? value) : value;
}

describe.each([
  ["Site", siteSchema],
  ["Deployment", deploymentSchema],
])("docs/config.md, %s", (title, schema) => {
  const known = new Map(settings(schema));

  it("has every key of the schema, and no other", () => {
    expect([...documentedKeys(title).keys()].sort()).toEqual([...known.keys()].sort());
  });

  it("gives the defaults that the schema has", () => {
    for (const [key, cell] of documentedKeys(title))
      expect([key, defaultOf(cell)]).toEqual([key, known.get(key)]);
  });
});
