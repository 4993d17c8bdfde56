import { type AuditRule, s3Guide } from "./rule";

const stateRegion: AuditRule = {
  id: "state-in-site-region",
  severity: "medium",
  title: "Terraform's state is in a region of the site",
  types: ["backend"],
  visitors:
    "In the outage of that region nobody can apply anything: what needs Terraform waits until it is over.",
  source: "https://developer.hashicorp.com/terraform/language/backend/s3",
  fails: `    region       = "eu-central-1"
    use_lockfile = true`,
  mend: `    region       = "us-west-2"
    use_lockfile = true`,
  judge(backend, site) {
    const region = backend.text("region");
    const primary = site.originBuckets()[0];
    if (region === undefined || primary?.region !== region) return undefined;
    return { attribute: "region", says: `${region} has ${primary.address} too` };
  },
};

const lockMissing: AuditRule = {
  id: "state-lock-missing",
  severity: "medium",
  title: "Nothing locks Terraform's state",
  types: ["backend"],
  visitors: "Two applies at once, of a person in an outage and of CI, leave a state that is neither's.",
  source: "https://developer.hashicorp.com/terraform/language/backend/s3#state-locking",
  fails: "    use_lockfile = false",
  mend: "    use_lockfile = true",
  judge(backend) {
    if (backend.is("use_lockfile") || backend.text("dynamodb_table")) return undefined;
    return { attribute: "use_lockfile", says: "it has neither use_lockfile nor dynamodb_table" };
  },
};

/** Of S3, those that an account has to switch on first (EC2 guide, "Regions and Zones", November 2026). */
const optIn =
  /^(af-south-1|ap-east-[12]|ap-south-2|ap-southeast-[3-7]|ca-west-1|eu-central-2|eu-south-[12]|il-central-1|me-(south|central)-1|mx-central-1)$/;

const accessPointRegion: AuditRule = {
  id: "access-point-region",
  severity: "medium",
  title: "A Multi-Region Access Point with a region that has to be switched on",
  types: ["aws_s3control_multi_region_access_point"],
  visitors: "S3 takes no such region into one: it is refused when it is applied.",
  source: s3Guide("MultiRegionAccessPointRestrictions"),
  fails: `resource "aws_s3control_multi_region_access_point" "site" {
  details {
    name = "acme"

    region {
      bucket = aws_s3_bucket.far.id
    }
  }
}

resource "aws_s3_bucket" "far" {
  provider = aws.far
  bucket   = "acme-far"
}

provider "aws" {
  alias  = "far"
  region = "ap-southeast-4"
}
`,
  mend: "",
  instead: `resource "aws_s3control_multi_region_access_point" "site" {
  details {
    name = "acme"

    region {
      bucket = aws_s3_bucket.replica.id
    }
  }
}
`,
  judge(point, site) {
    const regions = point.block("details")?.blocks("region") ?? [];
    return regions.flatMap((one) => {
      const bucket = site.bucketNamed(one);
      const region = one.text("region") ?? bucket?.region;
      return region !== undefined && optIn.test(region) ? [{ attribute: one.path, says: `${region}` }] : [];
    });
  },
};

/** What those who run the site rely on. */
export const operationRules: readonly AuditRule[] = [stateRegion, lockMissing, accessPointRegion];
