import { describe, expect, it } from "vitest";
import { AliasRecords, HostedZone } from "../../../modules/dns";
import { inventory, resources, synthStack } from "../../support/synth";

describe("HostedZone", () => {
  it("needs nothing for a zone that is known by id", () => {
    const json = synthStack((stack) => {
      const zone = new HostedZone(stack, "Zone", { zone: { id: "Z1", name: "example.org" } });
      expect(zone.zoneId).toBe("Z1");
    });
    expect(inventory(json)).toEqual({});
  });

  it("looks a zone up by name", () => {
    const json = synthStack((stack) => {
      const zone = new HostedZone(stack, "Zone", { zone: { name: "example.org", create: false } });
      expect(zone.nameServers).toBeUndefined();
    });
    expect(Object.values(json.data?.aws_route53_zone ?? {})).toMatchObject([
      { name: "example.org", private_zone: false },
    ]);
  });

  it("creates a zone when asked to, and says whom to delegate to", () => {
    const json = synthStack((stack) => {
      const zone = new HostedZone(stack, "Zone", { zone: { name: "example.org", create: true } });
      expect(zone.nameServers).toBeDefined();
    });
    expect(inventory(json)).toEqual({ aws_route53_zone: 1 });
  });
});

describe("AliasRecords", () => {
  it("gives every name an A, an AAAA and an HTTPS alias whose target's health is not evaluated", () => {
    const json = synthStack((stack) => {
      new AliasRecords(stack, "Names", {
        names: ["example.org", "*.example.org"],
        zoneId: "Z1",
        distributionDomainName: "d1.cloudfront.net",
        distributionHostedZoneId: "Z2",
      });
    });
    const alias = { name: "d1.cloudfront.net", zone_id: "Z2", evaluate_target_health: false };
    const records = resources(json, "aws_route53_record");
    expect(records.map(({ name, type }) => `${name} ${type}`).sort()).toEqual([
      "*.example.org A",
      "*.example.org AAAA",
      "*.example.org HTTPS",
      "example.org A",
      "example.org AAAA",
      "example.org HTTPS",
    ]);
    expect(records.map((record) => record.alias)).toEqual(Array(6).fill(alias));
  });
});
