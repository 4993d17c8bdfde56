import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Budget } from "../expression/budget";
import { evaluateTemplates, type Scope } from "../expression/evaluate";
import { functionTable } from "../expression/functions";
import { ExpressionError } from "../expression/syntax";
import { readRegular, readWithin } from "../files";
import {
  asJson,
  isKnown,
  isMap,
  type Json,
  own,
  type Planned,
  parseJson,
  unknownIn,
  type Value,
} from "../value";
import type { HclFolder } from "./folder";
import { parseHcl } from "./hcl-parser";

/** What `-var-file` and `-var` say to Terraform. */
export interface VariableOptions {
  readonly varFiles?: readonly string[];
  /** `name=value`, each. */
  readonly vars?: readonly string[];
}

/** Files of variables are no configuration: nothing of the machine is read by one. */
const noFiles = () => {
  throw new ExpressionError("variables read no files");
};

/**
 * The values of a folder's variables, in Terraform's order: `TF_VAR_` in the environment, `terraform.tfvars`, `*.auto.tfvars`,
 * then what was given.
 * @throws {ExpressionError} naming the file or the variable
 */
export async function readVariables(
  { folder, json }: HclFolder,
  { varFiles = [], vars = [] }: VariableOptions = {},
  env: NodeJS.ProcessEnv = process.env,
): Promise<Json> {
  const usual = ["terraform.tfvars", "terraform.tfvars.json"].filter((name) =>
    existsSync(join(folder, name)),
  );
  const auto = readdirSync(folder)
    .filter((name) => /\.auto\.tfvars(\.json)?$/.test(name))
    .sort();
  // What lies in the folder may be a link to any file of this machine; what was given was chosen.
  const texts = [
    ...[...usual, ...auto].map((name) => [name, readWithin(folder, name)] as const),
    ...varFiles.map((name) => [name, readRegular(resolve(name), { limit: 4 * 1024 * 1024 })] as const),
  ];
  const declared = asJson(json.variable);
  const typeOf = (name: string) => asJson(own(declared, name)).type;
  const values: Record<string, Value> = {};
  for (const name of Object.keys(declared)) {
    const text = env[`TF_VAR_${name}`];
    if (text !== undefined) values[name] = given(text, typeOf(name));
  }
  for (const [name, bytes] of texts) Object.assign(values, await valuesOf(name, bytes.toString("utf8")));
  for (const text of vars) {
    const at = text.indexOf("=");
    if (at < 1) throw new ExpressionError(`the variable "${text}" has no name before an equals sign`);
    const name = text.slice(0, at);
    values[name] = given(text.slice(at + 1), typeOf(name));
  }
  return values;
}

async function valuesOf(file: string, text: string): Promise<Json> {
  const value = file.endsWith(".json") ? parseJson(text) : await parseHcl(text, file);
  if (!isMap(value)) throw new ExpressionError(`${file} is no object of JSON`);
  return asJson(file.endsWith(".json") ? value : wholly(evaluateTemplates(value, literals())));
}

/** As Terraform reads an argument: text for a variable of that type, an expression for any other. */
function given(text: string, type: Value | undefined): Value {
  if (type === undefined || type === "${string}" || type === "string") return text;
  return wholly(evaluateTemplates(`\${${text}}`, literals()));
}

/** @throws {ExpressionError} for a value with a part that cannot be known */
function wholly(value: Planned): Value {
  if (isKnown(value)) return value;
  throw new ExpressionError(unknownIn(value)?.why);
}

function literals(): Scope {
  const budget = new Budget();
  return { budget, functions: functionTable(noFiles, budget), resolve: () => undefined };
}
