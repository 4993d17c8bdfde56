import { evaluateTemplates, type Scope } from "../expression/evaluate";
import { ExpressionError } from "../expression/syntax";
import { isList, isMap, type Planned, Unknown, type Value } from "../value";

/** The value of an attribute, or of blocks: then what cannot be known in one of them costs nothing but itself. */
export function attributeValue(written: Value, scope: Scope): Planned {
  if (isMap(written)) return blockValue(written, scope);
  if (isList(written) && written.every((one) => isMap(one)))
    return written.map((block) => blockValue(block, scope));
  try {
    return evaluateTemplates(written, scope);
  } catch (error) {
    if (error instanceof ExpressionError) return new Unknown(error.message);
    throw error;
  }
}

function blockValue(block: { readonly [key: string]: Value }, scope: Scope): Planned {
  const entries = Object.entries(block).filter(([name]) => name !== "//");
  return Object.fromEntries(entries.map(([name, item]) => [name, attributeValue(item, scope)]));
}
