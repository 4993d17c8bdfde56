import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../config";
import { Roles } from "../support/roles";

const zone = "arn:aws:route53:::hostedzone/Z0123456789ABC";
const site = (aliases: string[]): SiteInput => ({
  name: "docs",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  domain: { name: "www.example.org", aliases, zone: { id: "Z0123456789ABC", name: "example.org" } },
});
const roles = Roles.of([site(["*.example.org"])], { project: "acme", github: { repository: "acme/docs" } });

function mayChange(names: string[], types: string[], resource = zone): boolean {
  return roles.may("apply", {
    action: "route53:ChangeResourceRecordSets",
    resource,
    context: {
      "route53:changeresourcerecordsetsnormalizedrecordnames": names,
      "route53:changeresourcerecordsetsrecordtypes": types,
    },
  });
}

describe("a wildcard among a site's names", () => {
  it("is a record of its own, which the apply role may write", () => {
    expect(mayChange(["\\052.example.org"], ["A"])).toBe(true);
    expect(mayChange(["www.example.org"], ["AAAA"])).toBe(true);
  });

  it("opens no other name of the zone", () => {
    for (const name of ["example.org", "mail.example.org", "shop.www.example.org", "a.b.example.org"])
      for (const type of ["A", "AAAA", "CNAME", "HTTPS", "MX", "NS", "TXT"])
        expect(mayChange([name], [type]), `${type} ${name}`).toBe(false);
  });

  it("lets nobody smuggle a name in beside one of the site's", () => {
    expect(mayChange(["www.example.org", "mail.example.org"], ["A"])).toBe(false);
    expect(mayChange(["www.example.org"], ["A", "MX"])).toBe(false);
  });

  it("does not change the policy of mail, nor prove the zone to other authorities", () => {
    for (const name of [
      "_dmarc.example.org",
      "_acme-challenge.example.org",
      "_acme-challenge.mail.example.org",
    ])
      for (const type of ["TXT", "CNAME"]) expect(mayChange([name], [type]), `${type} ${name}`).toBe(false);
  });

  it("leaves the records that ACM asks for to be written, and no other zone's", () => {
    const name = `_${"0123456789abcdef".repeat(2)}.example.org`;
    expect(mayChange([name], ["CNAME"])).toBe(true);
    expect(mayChange([name], ["TXT"])).toBe(false);
    expect(mayChange([name], ["CNAME"], "arn:aws:route53:::hostedzone/ZOTHER")).toBe(false);
  });
});
