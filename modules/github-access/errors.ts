import { ConfigError } from "../../config";
import { mostManaged } from "./pack";

/** The rule of roles that is known only once their policies are written; docs/errors.md. */
export const roleRules = {
  ROLES_TOO_LARGE: {
    severity: "error",
    rule: `IAM takes 10,240 characters of inline policies for a role, and ${mostManaged} managed policies of 6,144 characters.`,
    mend: "Deploy some of the sites from a project of their own, or give host names that one wildcard covers as one.",
  },
} as const;

/** A role's permissions for all sites fit into no set of policies. */
export function rolesTooLarge(role: string, policies: number): ConfigError {
  const value = `${role} would have ${policies} managed policies`;
  return new ConfigError([
    { code: "ROLES_TOO_LARGE", path: "deployment.github", value, ...roleRules.ROLES_TOO_LARGE },
  ]);
}
