import { ExpressionError } from "../expression/syntax";

/** Texts with the colon that makes them keys, and the braces that keys are within. */
const tokens = /"(?:[^"\\]|\\.)*"\s*:?|[{}]/g;

/** Refuses what would be read in another way than Terraform reads it. @throws {ExpressionError} */
export function refuseRepeatedKey(json: string, name: string): void {
  const repeated = repeatedKey(json);
  if (repeated !== undefined)
    throw new ExpressionError(
      `${name} has the key ${repeated} twice in one object: give it once, with a list`,
    );
}

/**
 * The first key that an object of JSON has twice. Terraform takes both ("JSON Configuration Syntax" says nothing of it, its
 * parser of HCL keeps each), and JavaScript the last alone.
 */
export function repeatedKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token] of json.matchAll(tokens)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (token.endsWith(":")) {
      const key = JSON.stringify(JSON.parse(token.slice(0, -1)));
      if (open.at(-1)?.has(key)) return key;
      open.at(-1)?.add(key);
    }
  }
  return undefined;
}
