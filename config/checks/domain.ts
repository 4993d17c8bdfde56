import { type ConfigFinding, type Path, reporter } from "../problem";
import type { SiteConfig } from "../schema";
import { type ConfigCheck, repeats } from "./check";

type Domain = NonNullable<SiteConfig["domain"]>;

/** CloudFront guide, Quotas, alternate domain names of a distribution. */
const mostNames = 100;
const certificateQuota = 10;
const longestCommonName = 64;

const rules = {
  DOMAIN_NAME_INVALID: {
    severity: "error",
    rule: "A host name consists of at least two labels of lower-case letters, digits and hyphens, joined by dots, 253 characters in all.",
    mend: "Correct the name: no scheme, no port, no trailing dot; punycode for other alphabets.",
  },
  DOMAIN_WILDCARD: {
    severity: "error",
    rule: 'A wildcard stands for the whole first label of an alias, "*.example.com"; the main name has none, since the other names redirect to it.',
    mend: "Write the name out, or make the wildcard the first label.",
  },
  DOMAIN_NAME_TOO_LONG: {
    severity: "error",
    rule: "ACM takes a main name of up to 64 characters, the certificate's common name.",
    mend: "Make a shorter name the main one.",
  },
  DOMAIN_OUTSIDE_ZONE: {
    severity: "error",
    rule: "Records and the certificate's validation go into the hosted zone: every name is the zone's own or ends with it.",
    mend: "Name the zone that holds it, or remove the name.",
  },
  DOMAIN_MAIN_IS_ALIAS: {
    severity: "error",
    rule: "The aliases are the names besides the main one, and redirect to it.",
    mend: "Remove the main name from the aliases.",
  },
  DOMAIN_NAME_TWICE: {
    severity: "error",
    rule: "Each alias is listed once.",
    mend: "Remove the second one.",
  },
  DOMAIN_TOO_MANY_NAMES: {
    severity: "error",
    rule: "A distribution has at most 100 alternate domain names, the main one included.",
    mend: "Remove aliases, or cover them with a wildcard.",
  },
  DOMAIN_MORE_THAN_10_NAMES: {
    severity: "warning",
    rule: "ACM issues certificates for at most 10 names until the account's quota is raised.",
    mend: "Ask for a higher quota before deploying, or cover names with a wildcard.",
  },
  ZONE_ID_INVALID: {
    severity: "error",
    rule: 'A hosted zone\'s id is "Z" and up to 31 letters and digits.',
    mend: "Copy the id from Route 53, without /hostedzone/.",
  },
} as const;

const report = reporter(rules);

/** Host names, and the zone they are in (CloudFront guide, Alternate domain names; Route 53 and ACM API). */
export const domainCheck: ConfigCheck = {
  rules,
  find({ domain }) {
    if (!domain) return [];
    return [...mainFindings(domain), ...aliasFindings(domain), ...zoneFindings(domain)];
  },
};

/** A host name that DNS takes, of at least two labels. */
export function isHostName(name: string): boolean {
  const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  return name.length <= 253 && new RegExp(`^(${label}\\.)+${label}$`).test(name) && !/\.\d+$/.test(name);
}

function nameFindings(name: string, zone: string, path: Path): ConfigFinding[] {
  if (!isHostName(name)) return [report("DOMAIN_NAME_INVALID", path, name)];
  if (name === zone || name.endsWith(`.${zone}`) || !isHostName(zone)) return [];
  return [report("DOMAIN_OUTSIDE_ZONE", path, name, `The zone is ${JSON.stringify(zone)}.`)];
}

function mainFindings({ name, zone }: Domain): ConfigFinding[] {
  const path = ["domain", "name"];
  if (name.includes("*")) return [report("DOMAIN_WILDCARD", path, name)];
  const found = nameFindings(name, zone.name, path);
  if (name.length > longestCommonName) found.push(report("DOMAIN_NAME_TOO_LONG", path, name));
  return found;
}

function aliasFindings({ aliases, name, zone }: Domain): ConfigFinding[] {
  const path = ["domain", "aliases"];
  const again = repeats(aliases, String);
  const found = aliases.flatMap((alias, index) => {
    const at = [...path, index];
    if (again.includes(index)) return [report("DOMAIN_NAME_TWICE", at, alias)];
    if (alias === name) return [report("DOMAIN_MAIN_IS_ALIAS", at, alias)];
    const host = alias.startsWith("*.") ? alias.slice(2) : alias;
    return host.includes("*")
      ? [report("DOMAIN_WILDCARD", at, alias)]
      : nameFindings(host, zone.name, at).map((finding) => ({ ...finding, value: alias }));
  });
  const count = aliases.length + 1;
  if (count > mostNames) found.push(report("DOMAIN_TOO_MANY_NAMES", path, `${count} names`));
  else if (count > certificateQuota) {
    found.push(report("DOMAIN_MORE_THAN_10_NAMES", path, `${count} names`));
  }
  return found;
}

function zoneFindings({ zone }: Domain): ConfigFinding[] {
  const found = isHostName(zone.name)
    ? []
    : [report("DOMAIN_NAME_INVALID", ["domain", "zone", "name"], zone.name)];
  if ("id" in zone && !/^Z[A-Z0-9]{1,31}$/.test(zone.id)) {
    found.push(report("ZONE_ID_INVALID", ["domain", "zone", "id"], zone.id));
  }
  return found;
}
