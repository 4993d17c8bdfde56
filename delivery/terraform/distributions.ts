import {
  CloudFrontClient,
  type DistributionSummary,
  ListTagsForResourceCommand,
  paginateListDistributions,
} from "@aws-sdk/client-cloudfront";
import type { SiteConfig } from "../../config";
import { bucketNames, siteTag } from "../../config/names";
import { askingAws } from "../../operations/aws";
import type { DeployObstacle } from "./obstacle";

const address = "aws_cloudfront_distribution.distribution";

type Site = Pick<SiteConfig, "name" | "domain" | "bucketSuffix">;

/**
 * A distribution that is in the way: one of the site that the state does not know, which a run leaves that is killed
 * while it creates it, or anybody's that holds one of the site's names. Only the first may be imported: Terraform would
 * make a stranger's into this site.
 */
export async function distributionInTheWay(
  site: Site,
  folder: string,
  known: ReadonlySet<string>,
  client = new CloudFrontClient({ region: "us-east-1" }),
): Promise<DeployObstacle | undefined> {
  const asking = <T>(what: string, call: () => Promise<T>) => askingAws(what, "CloudFront", call);
  const others = await asking("list the distributions", () => unknownTo(known, client));
  for (const { ARN, DomainName, Id } of others.filter((one) => looksLikeThatOf(site, one))) {
    const { Tags } = await asking("read the tags of a distribution", () =>
      client.send(new ListTagsForResourceCommand({ Resource: ARN })),
    );
    if (!Tags?.Items?.some(({ Key, Value }) => Key === siteTag && Value === site.name)) continue;
    return {
      code: "DEPLOY_ORPHAN",
      value: `the distribution ${Id} (${DomainName}) is ${site.name}'s, and the state does not know it`,
      mend: `A run was killed while it created it. Adopt it: terraform -chdir=${folder} import ${address} ${Id}`,
    };
  }
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

async function unknownTo(
  known: ReadonlySet<string>,
  client: CloudFrontClient,
): Promise<DistributionSummary[]> {
  const found: DistributionSummary[] = [];
  for await (const { DistributionList } of paginateListDistributions({ client }, {}))
    found.push(...(DistributionList?.Items ?? []).filter(({ Id = "" }) => !known.has(Id)));
  return found;
}

/** The stack writes the site's name into the comment, and its origins are buckets, whose names are nobody else's. */
function looksLikeThatOf(site: Site, { Comment, Origins }: DistributionSummary): boolean {
  const { primary, replica } = bucketNames(site);
  const buckets = (Origins?.Items ?? []).map(({ DomainName = "" }) => DomainName.split(".s3.")[0]);
  return Comment === site.name && buckets.includes(primary) && buckets.includes(replica);
}

function namesHeldBy({ Aliases }: DistributionSummary, { domain }: Site): string[] {
  const held = new Set((Aliases?.Items ?? []).map((alias) => alias.toLowerCase()));
  return domain ? [domain.name, ...domain.aliases].filter((name) => held.has(name.toLowerCase())) : [];
}
