import type { SiteConfig, SiteInput } from "../../config";
import { bucketNames } from "../../config/names";

type Named = Extract<SiteInput["regions"], { readonly primary: object }>;

/**
 * The regions of a site whose replica is promoted, as its config has to say them: the survivor is the primary, in the bucket
 * where it is, and what was the primary's is forgotten. Where its own region is chosen for the new replica, that bucket is
 * adopted: it follows from then on, and is not written to.
 *
 * @param region of the new replica
 */
export function promotedRegions(site: SiteConfig, region: string): Named {
  const names = bucketNames(site);
  const { places, primary, replica } = site.regions;
  const lost = { region: primary, bucket: names.primary };
  const before = places?.forgotten ?? [];
  const adopted = [lost, ...before].find((place) => place.region === region);
  const suffix = site.bucketSuffix === undefined ? "" : `-${site.bucketSuffix}`;
  const forgotten = [...before, lost].filter((place) => place !== adopted);
  return {
    primary: { region: replica, bucket: names.replica },
    replica: adopted ?? { region, bucket: `${site.name}-${region}${suffix}` },
    ...(forgotten.length > 0 && { forgotten }),
  };
}

/** As lines of site.config.ts, each with these spaces in front. */
export function renderRegions({ forgotten, primary, replica }: Named, indent = "  "): string {
  const place = (of: Named["primary"]) =>
    `{ region: ${JSON.stringify(of.region)}, bucket: ${JSON.stringify(of.bucket)} }`;
  const lines = [
    `  primary: ${place(primary)},`,
    `  replica: ${place(replica)},`,
    ...(forgotten ? [`  forgotten: [${forgotten.map(place).join(", ")}],`] : []),
  ];
  return [`${indent}regions: {`, ...lines.map((line) => indent + line), `${indent}},`].join("\n");
}
