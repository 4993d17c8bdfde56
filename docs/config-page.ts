import * as z from "zod";
import { duration } from "../config/duration";
import { deploymentSchema, siteSchema } from "../config/schema";
import { formatMilliseconds } from "../facts/duration";

/** Key to the cell of its default, of every setting of a schema that is no object with keys of its own. */
type Defaults = ReadonlyMap<string, string>;

const tables: Readonly<Record<string, Defaults>> = {
  Site: new Map(settingsOf(siteSchema)),
  Deployment: new Map(settingsOf(deploymentSchema)),
};

/**
 * docs/config.md with the keys and the defaults that the schema has: what each takes and does is written there by hand.
 *
 * @throws Where a key has no row, or a row no key.
 */
export function configPage(page: string): string {
  const [head = "", ...sections] = page.split(/^(?=## )/m);
  return (
    head +
    sections.map((section) => withDefaults(section, tables[/^## (.*)/.exec(section)?.[1] ?? ""])).join("")
  );
}

function withDefaults(section: string, defaults: Defaults = new Map()): string {
  const missing = new Set(defaults.keys());
  const written = section.replace(
    /^\| `([^`]+)` \| ([^|]*) \| [^|]* \| (.*) \|$/gm,
    (_row, key: string, takes: string, what: string) => {
      const cell = defaults.get(key);
      if (cell === undefined || !missing.delete(key))
        throw new Error(`docs/config.md: no key ${key}, or a second row of it`);
      return `| \`${key}\` | ${takes} | ${cell} | ${what} |`;
    },
  );
  if (missing.size > 0) throw new Error(`docs/config.md has no row of ${[...missing].join(", ")}`);
  return written;
}

/** How a schema that is wrapped says whether a key may be left out, and what it is then. */
interface Absence {
  readonly isOptional?: boolean;
  readonly value?: unknown;
}

function settingsOf(schema: z.core.$ZodType, path = "", absence: Absence = {}): [string, string][] {
  if (schema instanceof z.ZodOptional) return settingsOf(schema.unwrap(), path, { isOptional: true });
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return settingsOf(schema.unwrap(), path, { value: schema.def.defaultValue });
  const own: [string, string][] = [[path, cellOf(absence, schema === duration)]];
  if (schema instanceof z.ZodPipe) return schema === duration ? own : settingsOf(schema.in, path, absence);
  if (schema instanceof z.ZodUnion) {
    const options = schema.options.map((option) => (option instanceof z.ZodPipe ? option.in : option));
    const objects = options.filter((option) => option instanceof z.ZodObject);
    if (objects.length > 0) {
      const isMore = objects.length < options.length;
      const isChosen = schema instanceof z.ZodDiscriminatedUnion;
      const inAll = (key: string) => objects.every(({ shape }) => Object.hasOwn(shape, key));
      const inner = objects.flatMap(({ shape }) =>
        Object.entries(shape).flatMap(([key, value]) =>
          settingsOf(value, `${path}.${key}`, { isOptional: !isChosen && !inAll(key) }),
        ),
      );
      return [...(isMore ? own : []), ...inner];
    }
  }
  if (schema instanceof z.ZodArray && schema.element instanceof z.core.$ZodType) {
    const inner = settingsOf(schema.element, `${path}[]`);
    if (inner.length > 1) return inner;
  }
  if (schema instanceof z.ZodRecord && schema.valueType instanceof z.ZodObject)
    return settingsOf(schema.valueType, `${path}.<name>`);
  if (!(schema instanceof z.ZodObject)) return own;
  return Object.entries(schema.shape).flatMap(([key, value]) =>
    settingsOf(value as z.core.$ZodType, path === "" ? key : `${path}.${key}`),
  );
}

function cellOf({ isOptional, value }: Absence, isDuration: boolean): string {
  if (value === undefined) return isOptional ? "none" : "required";
  if (Array.isArray(value)) return `\`[${value.map((one) => JSON.stringify(one)).join(", ")}]\``;
  return `\`${JSON.stringify(isDuration ? formatMilliseconds(Number(value) * 1_000) : value)}\``;
}
