import { joinedInto, numbered } from "./merge";
import { policyOf, type Statement } from "./policy";

/** Characters of all inline policies of a role, and of one managed policy; white space is not counted (IAM quotas). */
export const inlineLimit = 10_240;
export const managedLimit = 6_144;
/** Managed policies that a role takes until the account's quota is raised (IAM quotas). */
export const mostManaged = 10;

/** Statements of an inline policy, and of as many managed policies as the rest of them takes. */
export interface Packed<T> {
  readonly inline: readonly T[];
  readonly managed: readonly (readonly T[])[];
}

/**
 * Fills the inline policy and then managed ones, in the order of the statements. The positions are returned, since
 * what Terraform fills in, such as the account, has its length only later.
 */
export function packed(statements: readonly Statement[]): Packed<number> {
  const policies: number[][] = [[]];
  let content: Statement[] = [];
  for (const [at, statement] of statements.entries()) {
    const grown = joinedInto(content, statement);
    const limit = policies.length === 1 ? inlineLimit : managedLimit;
    if (policySize(grown) <= limit) {
      policies.at(-1)?.push(at);
      content = grown;
    } else {
      policies.push([at]);
      content = [statement];
    }
  }
  const [inline = [], ...managed] = policies;
  return { inline, managed };
}

/** Characters of a policy of these statements, as IAM counts them. */
export function policySize(joined: readonly Statement[]): number {
  return JSON.stringify(policyOf(numbered(joined))).replace(/\s/g, "").length;
}
