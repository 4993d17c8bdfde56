import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import type { DistributionConfig } from "../schema/plain";

/** CloudFront guide, "Restrictions on using alternate domain names": a name belongs to one distribution. */
export function checkAliases(
  { Aliases }: DistributionConfig,
  ownId: string | undefined,
  { state }: CloudFrontContext,
): void {
  const names = Aliases.map((alias) => alias.toLowerCase());
  const bad = names.find(
    (name, at) => !/^(\*\.)?([a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}$/.test(name) || names.indexOf(name) !== at,
  );
  if (bad !== undefined)
    throw invalidArgument(`The parameter CNAME contains one or more parameters that are not valid: ${bad}`);
  const others = state.distributions.all().filter(({ id }) => id !== ownId);
  const taken = names.find((name) =>
    others.some(({ config }) => config.Aliases.some((alias) => alias.toLowerCase() === name)),
  );
  if (taken !== undefined)
    throw new CloudFrontError(
      "CNAMEAlreadyExists",
      `One or more of the CNAMEs you provided are already associated with a different resource: ${taken}`,
    );
}

/** CloudFront guide, "Use alternate domain names": a wildcard overlaps with what it covers, and with what covers it. */
export function overlaps(name: string, asked: string): boolean {
  const [own, wanted] = [name.toLowerCase(), asked.toLowerCase()];
  const covers = (wide: string, narrow: string) =>
    wide.startsWith("*.") && narrow.replace(/^[^.]+/, "*") === wide;
  return own === wanted || covers(own, wanted) || covers(wanted, own);
}
