import { remembered } from "../../../facts/remembered";

/** What an S3 domain name addresses. */
export interface Endpoint {
  readonly kind: "rest" | "website";
  readonly bucket: string;
  /** Undefined for the global name. */
  readonly region?: string;
}

const website = /^(.+)\.s3-website[.-]([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;
const regional = /^(.+)\.s3(?:\.dualstack)?[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$/;
const global = /^(.+)\.s3\.amazonaws\.com$/;

const accessPoint = /^([a-z0-9-]+\.mrap)\.accesspoint\.s3-global\.amazonaws\.com$/;

/** The alias of the Multi-Region Access Point that a domain name is of (S3 guide, "Making requests using a Multi-Region Access Point"). */
export const accessPointAlias = remembered(
  (domainName): string | undefined => accessPoint.exec(domainName.toLowerCase())?.[1],
);

/** Undefined if the name is none of S3's virtual-hosted ones (S3 user guide, "Virtual hosting of buckets"). */
export const parseEndpoint = remembered((domainName): Endpoint | undefined => {
  const name = domainName.toLowerCase();
  const site = website.exec(name);
  if (site) return { kind: "website", bucket: site[1] as string, region: site[2] };
  const rest = regional.exec(name);
  if (rest) return { kind: "rest", bucket: rest[1] as string, region: rest[2] };
  const plain = global.exec(name);
  return plain ? { kind: "rest", bucket: plain[1] as string } : undefined;
});
