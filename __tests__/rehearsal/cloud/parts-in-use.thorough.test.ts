import { expect, test } from "vitest";
import { refusedInUse } from "../../../rehearsal/cloud/parts-in-use";
import { smallDistribution } from "./support/test-cloud";

const certificate = "arn:aws:acm:us-east-1:123456789012:certificate/a";
const config = {
  ...smallDistribution(),
  WebACLId: "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1234",
  ViewerCertificate: { ACMCertificateArn: certificate },
};

/** The code of the refusal, if it is refused. */
function refused(target: string, given: object | string, distributions = [{ config: config as never }]) {
  const body = Buffer.from(typeof given === "string" ? given : JSON.stringify(given));
  return refusedInUse({ headers: { "x-amz-target": target }, body }, distributions)?.headers[
    "x-amzn-errortype"
  ];
}

const webAcl = "AWSWAF_20190729.DeleteWebACL";
const deletion = "CertificateManager.DeleteCertificate";

test("a web ACL is not deleted while a distribution has it (WAF API, DeleteWebACL)", () => {
  expect(refused(webAcl, { Id: "1234", Name: "shop" })).toBe("WAFAssociatedItemException");
  expect(refused(webAcl, { Id: "234", Name: "shop" })).toBeUndefined();
  expect(refused(webAcl, { Id: "1234" }, [])).toBeUndefined();
  expect(refused("AWSWAF_20190729.GetWebACL", { Id: "1234" })).toBeUndefined();
});

test("a certificate is not deleted while a distribution has it (ACM API, DeleteCertificate)", () => {
  expect(refused(deletion, { CertificateArn: certificate })).toBe("ResourceInUseException");
  expect(refused(deletion, { CertificateArn: `${certificate}b` })).toBeUndefined();
});

test.each(["", "no JSON", "[]", "{}"])("a body that says nothing is moto's to refuse: %s", (body) => {
  expect(refused(webAcl, body)).toBeUndefined();
  expect(refused(deletion, body, [{ config: smallDistribution() as never }])).toBeUndefined();
});
