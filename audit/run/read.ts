import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { documentIn } from "../../terraform/document";
import { BudgetError } from "../../terraform/expression/budget";
import { ExpressionError } from "../../terraform/expression/syntax";
import { readRegular } from "../../terraform/files";
import { type HclFolder, isHcl } from "../../terraform/hcl/folder";
import { configurationIn, openFolder } from "../../terraform/hcl/open-folder";
import type { VariableOptions } from "../../terraform/hcl/variables";
import { JsonConfiguration } from "../../terraform/json/json-configuration";
import { PlanResources } from "../../terraform/plan/plan-resources";
import { Findings } from "../../terraform/problems";
import type { Resources } from "../../terraform/resources";
import { asJson, isList, type Json, type Value } from "../../terraform/value";
import { AuditedSite } from "../rules/site";
import { auditError } from "./errors";

/** What was read of whatever was given, and what of it could not be looked into. */
export interface ReadSite {
  readonly site: AuditedSite;
  readonly resources: Resources;
  readonly kind: "folder" | "configuration" | "plan" | "state" | "live";
  /** Of a folder: for the lines of its resources. */
  readonly hcl?: HclFolder;
  readonly notRead: readonly { readonly address: string; readonly why: string }[];
}

/**
 * Reads a folder of HCL or one file of it, a `cdk.tf.json`, a plan or a state.
 * @throws {OutlastError} AUDIT_UNREADABLE
 */
export async function readAuditedSite(path: string, options: VariableOptions = {}): Promise<ReadSite> {
  const where = resolve(path);
  if (!existsSync(where)) throw auditError("AUDIT_UNREADABLE", `${path}: there is no such file or folder`);
  try {
    return isHcl(where) ? await readFolder(where, options) : readFile(where);
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof BudgetError)
      throw auditError("AUDIT_UNREADABLE", `${path}: ${error.message}`);
    throw error;
  }
}

async function readFolder(folder: string, options: VariableOptions): Promise<ReadSite> {
  const open = await openFolder(folder, options);
  const { hcl } = open;
  const resources = configurationIn(open, new Findings(), { standsIn: true });
  const backend = backendOf(hcl.json);
  return {
    site: new AuditedSite(resources, backend),
    resources,
    kind: "folder",
    hcl,
    notRead: [...filesNotRead(hcl), ...resources.notRead],
  };
}

/** A module that is called twice has them once. */
function filesNotRead(hcl: HclFolder): ReadSite["notRead"] {
  const inner = Object.values(hcl.modules).flatMap((one) =>
    typeof one === "string" ? [] : filesNotRead(one),
  );
  return [...new Map([...hcl.notRead, ...inner].map((one) => [one.address, one])).values()];
}

function readFile(path: string): ReadSite {
  const { json, kind } = documentIn(readRegular(path, { name: "it" }).toString("utf8"));
  const folder = dirname(path);
  if (kind === "empty state") throw new ExpressionError("nothing is in this state");
  if (kind !== "configuration") {
    const resources = new PlanResources(json, folder, new Findings(), { assumes: false });
    return { site: new AuditedSite(resources, undefined), resources, kind, notRead: [] };
  }
  const around = { folder, variables: {}, deployment: "", modules: {}, standsIn: true };
  const resources = new JsonConfiguration(json, around, new Findings());
  const site = new AuditedSite(resources, backendOf(json));
  return { site, resources, kind, notRead: resources.notRead };
}

function backendOf(json: Json): AuditedSite["backend"] {
  const blocks = isList(json.terraform) ? json.terraform : [json.terraform ?? {}];
  for (const block of blocks.map(asJson)) {
    const [found] = Object.entries(asJson(first(block.backend)));
    if (found) return { type: found[0], settings: asJson(first(found[1])) };
  }
  return undefined;
}

const first = (value: Value | undefined): Value | undefined => (isList(value) ? value[0] : value);
