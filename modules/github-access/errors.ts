import { errorsOf, type Rules } from "../../errors/rules";
import { inlineLimit, managedLimit, mostManaged } from "./pack";

// Not by toLocaleString, which reads 18 ms of the language at every start.
const characters = (count: number) => `${String(count).replace(/\B(?=(?:\d{3})+$)/g, ",")} characters`;

/** What is wrong with the roles of GitHub Actions, known only once their policies are written. */
export const roleRules = {
  ROLES_TOO_LARGE: {
    rule: `IAM takes ${characters(inlineLimit)} of inline policies for a role, and ${mostManaged} managed policies of ${characters(managedLimit)} each.`,
    mend: "Deploy some of the sites from a project of their own, or give host names that one wildcard covers as one.",
  },
} satisfies Rules;

export const roleError = errorsOf(roleRules);
