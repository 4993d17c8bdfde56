import {
  CloudFrontClient,
  type DistributionSummary,
  paginateListDistributions,
} from "@aws-sdk/client-cloudfront";
import type { SiteConfig } from "../../config";
import { askingAws } from "../../operations/aws";
import { deliveryError } from "../errors";

const address = "aws_cloudfront_distribution.distribution";

/**
 * Refuses to go on where CloudFront has a distribution of the site that the state does not know: a run that is
 * killed while it creates one leaves such an orphan, and the next apply would make a second, or fail on the aliases
 * that the first one holds.
 * @throws {OutlastError} `DEPLOY_ORPHAN` with the import that adopts it
 */
export async function refuseOrphans(
  site: Pick<SiteConfig, "name" | "domain">,
  folder: string,
  known: ReadonlySet<string>,
  client = new CloudFrontClient({ region: "us-east-1" }),
): Promise<void> {
  const orphan = await askingAws("list the distributions", "CloudFront", () =>
    firstOf(client, (distribution) => !known.has(distribution.Id ?? "") && belongsTo(distribution, site)),
  );
  if (!orphan) return;
  throw deliveryError(
    "DEPLOY_ORPHAN",
    `the distribution ${orphan.Id} (${orphan.DomainName}) is ${site.name}'s, and the state does not know it`,
    `A run was killed while it created it. Adopt it: terraform -chdir=${folder} import ${address} ${orphan.Id}`,
  );
}

async function firstOf(
  client: CloudFrontClient,
  isMeant: (distribution: DistributionSummary) => boolean,
): Promise<DistributionSummary | undefined> {
  for await (const { DistributionList } of paginateListDistributions({ client }, {})) {
    const found = DistributionList?.Items?.find(isMeant);
    if (found) return found;
  }
  return undefined;
}

/** The stack writes the site's name into the comment; the aliases are nobody else's. */
function belongsTo(
  { Comment, Aliases }: DistributionSummary,
  site: Pick<SiteConfig, "name" | "domain">,
): boolean {
  const names = site.domain ? [site.domain.name, ...site.domain.aliases] : [];
  return Comment === site.name || (Aliases?.Items ?? []).some((alias) => names.includes(alias));
}
