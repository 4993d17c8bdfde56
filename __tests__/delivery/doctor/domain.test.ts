import { ACMClient } from "@aws-sdk/client-acm";
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { Route53Client } from "@aws-sdk/client-route-53";
import { describe, expect, test } from "vitest";
import { type DomainPorts, domainChecks } from "../../../delivery/doctor/domain";
import { answering, credentials } from "../../support/answering";
import { siteWith } from "../../support/sites";

const region = "us-east-1";
const servers = ["ns-1.awsdns-03.com", "ns-2.awsdns-44.org"];
const bucket = (name: string) => ({ Id: name, DomainName: `${name}.s3.eu-west-1.amazonaws.com` });
const own = {
  Id: "E1",
  ARN: "arn:1",
  DomainName: "d1.cloudfront.net",
  Comment: "shop",
  Aliases: { Quantity: 1, Items: ["www.example.com"] },
  Origins: { Quantity: 2, Items: [bucket("shop-primary-test"), bucket("shop-replica-test")] },
};

interface Account {
  readonly zone?: object;
  /** Of the zones that the account has. */
  readonly zones?: readonly object[];
  readonly distributions?: readonly object[];
  /** Names in the zone that lead elsewhere. */
  readonly records?: readonly string[];
  readonly led?: readonly string[];
  readonly certificate?: object;
  readonly caa?: Readonly<Record<string, readonly object[]>>;
}

/** What the doctor says of a domain, by name of the check. */
async function examined(account: Account) {
  const { caa = {}, certificate, distributions = [], led = servers, records = [], zone, zones } = account;
  const site = siteWith({
    domain: {
      name: "www.example.com",
      aliases: ["example.com"],
      zone: zone ?? { name: "example.com" },
    } as never,
  });
  const ports: DomainPorts = {
    acm: answering(new ACMClient({ region, credentials }), {
      ListCertificatesCommand: () => ({
        CertificateSummaryList: [
          { CertificateArn: "arn:0", DomainName: "www.example.org" },
          ...(certificate ? [{ CertificateArn: "arn:1", DomainName: "www.example.com" }] : []),
        ],
      }),
      DescribeCertificateCommand: ({ CertificateArn }) => ({
        Certificate: { CertificateArn, ...certificate },
      }),
    }),
    cloudFront: answering(new CloudFrontClient({ region, credentials }), {
      ListTagsForResourceCommand: () => ({ Tags: { Items: [{ Key: "outlast:site", Value: "shop" }] } }),
    }),
    route53: answering(new Route53Client({ region, credentials }), {
      ListHostedZonesCommand: () => ({
        HostedZones: zones ?? [
          { Id: "/hostedzone/Z1", Name: "example.com.", Config: { PrivateZone: false } },
        ],
      }),
      GetHostedZoneCommand: () => ({ DelegationSet: { NameServers: servers } }),
      ListResourceRecordSetsCommand: () => ({
        ResourceRecordSets: records.map((name) => ({
          Name: `${name}.`,
          Type: "CNAME",
          ResourceRecords: [{ Value: "old.example.org" }],
        })),
      }),
    }),
    nameServersOf: async () => led,
    caaOf: (async (name: string) => {
      const found = caa[name];
      if (found === undefined) throw Object.assign(new Error("none"), { code: "ENODATA" });
      return found;
    }) as never,
    distributions: async () => distributions as never,
  };
  const { checks } = await domainChecks(site, site.domain as never, ports);
  return Object.fromEntries(checks.map(({ name, ok, detail }) => [name.split(" ")[0], `${ok} ${detail}`]));
}

describe("a domain", () => {
  test("that is ready has nothing in its way", async () => {
    expect(await examined({})).toEqual({
      aliases: "true no other distribution of this account has www.example.com or example.com",
      zone: "true example.com leads to its own name servers",
      records: "true nobody has made any",
      issuance: "true no certificate yet: a deployment asks for one",
      certificate: "true DNS lets Amazon issue one for www.example.com, example.com",
    });
  });

  test("of a deployed site is its own: its distribution has the name, and made the records", async () => {
    const found = await examined({ distributions: [own], records: ["www.example.com"] });
    expect(found.aliases).toMatch(/^true/);
    expect(found.records).toBeUndefined();
  });

  test("whose names a stranger's distribution has is told which, and what to do", async () => {
    const { aliases } = await examined({ distributions: [{ ...own, Comment: "old shop" }] });
    expect(aliases).toMatch(/^false www\.example\.com is an alias of the distribution E1/);
  });

  const option = (name: string, ValidationStatus: string) => ({
    ValidationStatus,
    ResourceRecord: { Name: `_1.${name}`, Type: "CNAME", Value: "_2.acm-validations.aws" },
  });
  test.each<[string, object, string]>([
    ["is issued", { Status: "ISSUED", NotAfter: new Date(0) }, "true issued, until 1970-01-01"],
    [
      "waits for a record",
      {
        Status: "PENDING_VALIDATION",
        DomainValidationOptions: [option("a.org", "PENDING_VALIDATION"), option("b.org", "SUCCESS")],
      },
      "false arn:1 is PENDING_VALIDATION, and ACM has not seen _1.a.org CNAME _2.acm-validations.aws",
    ],
    ["failed", { Status: "FAILED", FailureReason: "CAA_ERROR" }, "false arn:1 is FAILED (CAA_ERROR)"],
  ])("whose certificate %s is told so", async (_, certificate, said) => {
    expect((await examined({ certificate })).issuance).toBe(said);
  });

  test("whose names have records is told which", async () => {
    const { records } = await examined({ records: ["www.example.com"] });
    expect(records).toMatch(/^false the zone has records .*CNAME of www\.example\.com \(old\.example\.org\)/);
  });

  const hosted = (PrivateZone: boolean) => ({
    Id: "/hostedzone/Z1",
    Name: "example.com.",
    Config: { PrivateZone },
  });
  test.each<[string, Account, RegExp]>([
    [
      "led elsewhere",
      { led: ["ns1.registrar.example"] },
      /^false example\.com leads to ns1\.registrar\.example/,
    ],
    ["led nowhere", { led: [] }, /^false example\.com is not delegated/],
    ["private alone", { zones: [hosted(true)] }, /^false the account has no public zone/],
    ["there twice", { zones: [hosted(false), hosted(false)] }, /^false the account has 2 of this name/],
    ["to be made", { zone: { name: "example.com", create: true }, zones: [] }, /^true will be made/],
    [
      "made, and not yet delegated",
      { zone: { name: "example.com", create: true }, led: [] },
      /^false .* enter ns-1\.awsdns-03\.com/,
    ],
    ["known by its id", { zone: { id: "Z1", name: "example.com" }, zones: [] }, /^true/],
  ])("knows of a zone that is %s", async (_, account, said) => {
    expect((await examined(account)).zone).toMatch(said);
  });

  test.each<[string, Account["caa"], RegExp]>([
    [
      "another authority alone",
      { "example.com": [{ issue: "letsencrypt.org" }] },
      /^false .*letsencrypt\.org/,
    ],
    [
      "Amazon among others",
      { "example.com": [{ issue: "letsencrypt.org" }, { issue: "amazon.com; x=y" }] },
      /^true/,
    ],
    ["nobody", { "example.com": [{ issue: ";" }] }, /^false/],
    ["where to report alone", { "example.com": [{ iodef: "mailto:a@example.com" }] }, /^true/],
    [
      "Amazon at the name itself, whatever is above it",
      { "www.example.com": [{ issue: "amazontrust.com" }], "example.com": [{ issue: "amazon.com" }] },
      /^true/,
    ],
  ])("whose CAA records name %s", async (_, caa, said) => {
    expect((await examined({ caa })).certificate).toMatch(said);
  });
});
