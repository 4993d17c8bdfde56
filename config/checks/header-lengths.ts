import { headerLengths, headersPolicyLimits } from "../../facts/cloudfront/limits";
import { type ConfigFinding, type Path, reporter } from "../problem";
import { safeNamedValue } from "../safe-value";
import type { ConfigCheck } from "./check";

const rules = {
  HEADER_TOO_LONG: {
    severity: "error",
    rule: `CloudFront takes custom headers, of answers and to origins, with names of up to ${headerLengths.name} characters and values of up to 1,783.`,
    mend: "Shorten it; a header of answers may be set by headers.rules.",
  },
  HEADERS_TOO_LONG: {
    severity: "error",
    rule: "The custom headers of a policy, or of an origin, have up to 10,240 characters together.",
    mend: "Shorten or remove some.",
  },
  HEADERS_REMOVED_TOO_MANY: {
    severity: "error",
    rule: `A response headers policy takes at most ${headersPolicyLimits.removed} headers away.`,
    mend: "Remove some from headers.remove; headers.rules may take them away.",
  },
} as const;

const report = reporter(rules);

/** How long headers may be, and how many a policy takes away. */
export const headerLengthsCheck: ConfigCheck = {
  rules,
  find({ headers: { custom, permissionsPolicy, remove }, origins }) {
    const policy: Readonly<Record<string, string>> =
      permissionsPolicy === false ? {} : { "Permissions-Policy": permissionsPolicy };
    const found = [
      ...lengthFindings(custom, ["headers", "custom"], policy),
      ...lengthFindings(policy, ["headers", "permissionsPolicy"]),
      ...Object.entries(origins).flatMap(([name, server]) =>
        lengthFindings(server.headers, ["origins", name, "headers"]),
      ),
    ];
    if (remove.length > headersPolicyLimits.removed)
      found.push(report("HEADERS_REMOVED_TOO_MANY", ["headers", "remove"], `${remove.length} headers`));
    return found;
  },
};

/** @param besides what counts among all of them, and is judged elsewhere */
function lengthFindings(
  headers: Readonly<Record<string, unknown>>,
  path: Path,
  besides: Readonly<Record<string, string>> = {},
): ConfigFinding[] {
  // A secret is a reference here, and as long as whoever stores it makes it.
  const texts = Object.entries(headers).filter((one): one is [string, string] => typeof one[1] === "string");
  const found = texts
    .filter(([name, value]) => name.length > headerLengths.name || value.length > headerLengths.value)
    .map(([name, value]) =>
      report(
        "HEADER_TOO_LONG",
        path.at(-1) === "permissionsPolicy" ? path : [...path, name],
        safeNamedValue(name, value),
      ),
    );
  const all = [...texts, ...Object.entries(besides)].reduce(
    (sum, [name, value]) => sum + name.length + value.length,
    0,
  );
  if (all > headerLengths.all) found.push(report("HEADERS_TOO_LONG", path, `${all} characters`));
  return found;
}
