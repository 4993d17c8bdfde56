import {
  CloudFrontClient,
  type DistributionSummary,
  ListTagsForResourceCommand,
  paginateListDistributions,
} from "@aws-sdk/client-cloudfront";
import type { SiteConfig } from "../../config";
import { bucketNames, siteTag } from "../../config/names";
import { askingAws, bounded } from "../../operations/aws";
import type { DeployObstacle } from "./obstacle";

const address = "aws_cloudfront_distribution.distribution";

type Site = Pick<SiteConfig, "name" | "domain" | "bucketSuffix" | "regions">;

/**
 * A distribution that is in the way: one of the site that the state does not know, which a run leaves that is killed
 * while it creates it, or anybody's that holds one of the site's names. Only the first may be imported: Terraform would
 * make a stranger's into this site.
 */
export async function distributionInTheWay(
  site: Site,
  folder: string,
  known: ReadonlySet<string>,
  client = new CloudFrontClient({ region: "us-east-1", ...bounded }),
): Promise<DeployObstacle | undefined> {
  const others = (await allDistributions(client)).filter(({ Id = "" }) => !known.has(Id));
  const orphan = await ownDistribution(site, others, client);
  if (orphan)
    return {
      code: "DEPLOY_ORPHAN",
      value: `the distribution ${orphan.Id} (${orphan.DomainName}) is ${site.name}'s, and the state does not know it`,
      mend: `A run was killed while it created it. Adopt it: terraform -chdir=${folder} import ${address} ${orphan.Id}`,
    };
  return namesTaken(site, others);
}

/** The one of these that is the site's own, by its tag. */
export async function ownDistribution(
  site: Site,
  among: readonly DistributionSummary[],
  client: CloudFrontClient,
): Promise<DistributionSummary | undefined> {
  for (const one of among.filter((other) => looksLikeThatOf(site, other))) {
    const { Tags } = await askingAws("read the tags of a distribution", "CloudFront", () =>
      client.send(new ListTagsForResourceCommand({ Resource: one.ARN })),
    );
    if (Tags?.Items?.some(({ Key, Value }) => Key === siteTag && Value === site.name)) return one;
  }
  return undefined;
}

/** Names of the site that other distributions hold. */
export function namesTaken(site: Site, others: readonly DistributionSummary[]): DeployObstacle | undefined {
  const taken = others.flatMap((other) => namesHeldBy(other, site).map((name) => ({ name, other })));
  const [first] = taken;
  if (!first) return undefined;
  const held = taken.map(({ name, other: { Comment, DomainName, Id } }) => {
    const called = Comment ? `, "${Comment}"` : "";
    return `${name} is an alias of the distribution ${Id} (${DomainName}${called})`;
  });
  return {
    code: "DEPLOY_ALIAS_TAKEN",
    value: held.join("; "),
    mend: `Look at it: aws cloudfront get-distribution --id ${first.other.Id}. If its visitors are to come here, take the name from it first; docs/first-deployment.md says how.`,
  };
}

/** All of the account's. */
export function allDistributions(client: CloudFrontClient): Promise<DistributionSummary[]> {
  return askingAws("list the distributions", "CloudFront", async () => {
    const found: DistributionSummary[] = [];
    for await (const { DistributionList } of paginateListDistributions({ client }, {}))
      found.push(...(DistributionList?.Items ?? []));
    return found;
  });
}

/**
 * The stack writes the site's name into the comment, and its origins are buckets, whose names are nobody else's. After a
 * promotion one of them is still the one that is lost.
 */
function looksLikeThatOf(site: Site, { Comment, Origins }: DistributionSummary): boolean {
  const { primary, replica } = bucketNames(site);
  const buckets = (Origins?.Items ?? []).map(({ DomainName = "" }) => DomainName.split(".s3.")[0]);
  return Comment === site.name && (buckets.includes(primary) || buckets.includes(replica));
}

function namesHeldBy({ Aliases }: DistributionSummary, { domain }: Site): string[] {
  const held = new Set((Aliases?.Items ?? []).map((alias) => alias.toLowerCase()));
  return domain ? [domain.name, ...domain.aliases].filter((name) => held.has(name.toLowerCase())) : [];
}
