import { bucketNames } from "../../config/names";
import { recordKeys } from "../../facts/site/record-keys";
import { renderSheet } from "../../operations/contact/sheet";
import type { SiteOutputs } from "../../operations/outputs";
import type { PartialAws } from "./partial-aws";
import { outputsOf } from "./site-outputs";
import { siteWith, smallSite } from "./sites";

/** The small site under a name, as far as an AWS knows that it is deployed: by the contact sheet in a bucket. Nobody serves its pages. */
export function deployedAt(aws: PartialAws, name: string, over: Partial<SiteOutputs> = {}): SiteOutputs {
  const site = siteWith({ name });
  const { primary, replica } = bucketNames(site);
  const outputs = outputsOf("E1", {
    ...{ site: name, url: `https://${name}.test` },
    distribution: { ...outputsOf("E1").distribution, domain_name: "127.0.0.1:1" },
    buckets: {
      primary: { name: primary, region: site.regions.primary },
      replica: { name: replica, region: site.regions.replica },
    },
    ...over,
  });
  const sheet = renderSheet({ definition: { ...smallSite, name }, outputs });
  aws.bucket(primary).write(recordKeys.sheet, Buffer.from(sheet));
  return outputs;
}
