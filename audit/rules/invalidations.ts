import { hasInnerStar } from "../../facts/cloudfront/invalidation-path";
import type { Judged } from "./judged";
import { type AuditRule, cloudFrontGuide } from "./rule";

const types = ["null_resource", "terraform_data"];

/** The paths of each invalidation that a command of a resource asks for. */
function invalidatedBy(part: Judged): readonly string[] {
  // As JSON has it, quotes within are escaped.
  const text = JSON.stringify(part.value("provisioner") ?? "").replaceAll(/\\+"/g, '"');
  const asked = [...text.matchAll(/create-invalidation[^|;&]{0,400}?--paths((?:\s+["']?\/[^\s"']*["']?)+)/g)];
  return asked.flatMap(([, paths = ""]) => paths.match(/\/[^\s"']*/g) ?? []);
}

const everythingInvalidated: AuditRule = {
  id: "invalidates-everything",
  severity: "low",
  title: "Each apply throws away all that edges have",
  types,
  visitors:
    "After each release every page comes from the bucket, slower, and there is no copy left if the region fails in that hour; the bucket's requests are paid for again.",
  source: cloudFrontGuide("Invalidation"),
  fails: `resource "terraform_data" "invalidation" {
  provisioner "local-exec" {
    command = "aws cloudfront create-invalidation --distribution-id E1 --paths '/*'"
  }
}
`,
  mend: "",
  instead: `resource "terraform_data" "invalidation" {
  provisioner "local-exec" {
    command = "aws cloudfront create-invalidation --distribution-id E1 --paths '/index.html' '/news/*'"
  }
}
`,
  judge(part) {
    return invalidatedBy(part).includes("/*")
      ? { attribute: "provisioner", says: "it invalidates /*" }
      : undefined;
  },
};

const asteriskWithin: AuditRule = {
  id: "invalidation-asterisk",
  severity: "medium",
  title: "An invalidation of what is not there",
  types,
  visitors:
    "The pages that are meant stay as they were until their lifetime ends: an asterisk that is not the last character is an asterisk, and no page has it in its name.",
  source: cloudFrontGuide("invalidation-specifying-objects"),
  fails: `resource "terraform_data" "invalidation" {
  provisioner "local-exec" {
    command = "aws cloudfront create-invalidation --distribution-id E1 --paths '/blog/*/index.html' '/news/*'"
  }
}
`,
  mend: "",
  instead: `resource "terraform_data" "invalidation" {
  provisioner "local-exec" {
    command = "aws cloudfront create-invalidation --distribution-id E1 --paths '/blog/*' '/news/*'"
  }
}
`,
  judge(part) {
    return invalidatedBy(part)
      .filter(hasInnerStar)
      .map((path) => ({
        attribute: "provisioner",
        says: `it invalidates ${path}, of which the asterisk is taken as it is`,
      }));
  },
};

/** What is asked of CloudFront by commands that an apply runs. */
export const invalidationRules: readonly AuditRule[] = [everythingInvalidated, asteriskWithin];
