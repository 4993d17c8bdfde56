import { dirname } from "node:path";
import { ExpressionError } from "../../terraform/expression/syntax";
import { readRegular } from "../../terraform/files";
import { readHclFolder } from "../../terraform/hcl/folder";
import { configurationIn } from "../../terraform/hcl/open-folder";
import { Findings } from "../../terraform/problems";
import type { Resources } from "../../terraform/resources";
import { asJson, type Json, listOf, parseJson } from "../../terraform/value";

/**
 * The configuration in the folder of a plan, with the plan's variables, where the plan leaves a function's code to the apply:
 * it says what that refers to, and not how its text is put together. Undefined where there is none, or nothing is left.
 */
export async function configurationBeside(plan: string): Promise<Resources | undefined> {
  try {
    const document = asJson(parseJson(readRegular(plan).toString("utf8")));
    if (!listOf(document.resource_changes).some(leavesCode)) return undefined;
    const hcl = await readHclFolder(dirname(plan));
    if (hcl.files.length === 0) return undefined;
    const given = Object.entries(asJson(document.variables));
    const variables = Object.fromEntries(given.map(([name, one]) => [name, asJson(one).value ?? null]));
    return configurationIn({ hcl, variables }, new Findings());
  } catch (error) {
    // What is wrong with the plan is told by whoever reads it, and a folder that cannot be read has nothing to add.
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

function leavesCode({ address, change }: Json): boolean {
  const isFunction = /(?:^|\.)aws_cloudfront_function\.[^.]+$/.test(String(address));
  return isFunction && asJson(asJson(change).after_unknown).code === true;
}
