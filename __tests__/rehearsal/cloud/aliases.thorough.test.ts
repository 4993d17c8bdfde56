import {
  AssociateAliasCommand,
  CreateDistributionCommand,
  CreateDistributionTenantCommand,
  type DistributionConfig,
  GetDistributionTenantByDomainCommand,
  GetDistributionTenantCommand,
  ListConflictingAliasesCommand,
  ListDistributionsByWebACLIdCommand,
  ListDomainConflictsCommand,
  UpdateDomainAssociationCommand,
} from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { smallDistribution, startTestCloud } from "./support/test-cloud";

let local: Awaited<ReturnType<typeof startTestCloud>>;
beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.close());

const certified = (...Items: string[]): Partial<DistributionConfig> => ({
  Aliases: { Quantity: Items.length, Items },
  ViewerCertificate: {
    ACMCertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/issued",
    SSLSupportMethod: "sni-only",
  },
});

async function create(over: Partial<DistributionConfig>): Promise<string> {
  const DistributionConfig = smallDistribution(over);
  const { Distribution } = await local.client.send(new CreateDistributionCommand({ DistributionConfig }));
  await local.clock.advance(1000);
  return Distribution?.Id as string;
}

const aliasesOf = (wanted: string) => local.cloud.distributions().find(({ id }) => id === wanted)?.aliases;

describe("an alias", () => {
  test("moves to the distribution that is to have it, whose certificate covers it", async () => {
    const [from, to] = [await create(certified("www.example.com")), await create(certified("example.com"))];
    const plain = await create({ Comment: "without a certificate" });
    const move = (TargetDistributionId: string, Alias = "www.example.com") =>
      local.client.send(new AssociateAliasCommand({ TargetDistributionId, Alias }));
    await expect(move(plain)).rejects.toMatchObject({ name: "InvalidArgument" });
    await expect(move(to, "nobody.example.com")).rejects.toMatchObject({ name: "InvalidArgument" });
    await move(to);
    await local.clock.advance(1000);
    expect([aliasesOf(from), aliasesOf(to)]).toEqual([[], ["example.com", "www.example.com"]]);
  });

  test("conflicts with the same name and with wildcards over it, of which half of the owner is shown", async () => {
    const [own, other] = [await create(certified("a.example.com")), await create(certified("*.example.com"))];
    const { ConflictingAliasesList } = await local.client.send(
      new ListConflictingAliasesCommand({ DistributionId: own, Alias: "a.example.com" }),
    );
    const DistributionId = `*******${other.slice(7)}`;
    expect(ConflictingAliasesList?.Items).toEqual([
      { Alias: "*.example.com", DistributionId, AccountId: "******789012" },
    ]);
  });

  test("of a tenant is found by its domain, conflicts, and moves to a distribution", async () => {
    const [host, target] = [await create({}), await create(certified("b.example.com"))];
    const { DistributionTenant: tenant } = await local.client.send(
      new CreateDistributionTenantCommand({
        DistributionId: host,
        Name: "tenant",
        Domains: [{ Domain: "t.example.com" }],
      }),
    );
    const byDomain = new GetDistributionTenantByDomainCommand({ Domain: "t.example.com" });
    expect((await local.client.send(byDomain)).DistributionTenant?.Id).toBe(tenant?.Id);
    const { DomainConflicts } = await local.client.send(
      new ListDomainConflictsCommand({
        Domain: "t.example.com",
        DomainControlValidationResource: { DistributionId: target },
      }),
    );
    expect(DomainConflicts?.map(({ ResourceId }) => ResourceId)).toContain(tenant?.Id);
    const moved = new UpdateDomainAssociationCommand({
      Domain: "t.example.com",
      TargetResource: { DistributionId: target },
    });
    expect(await local.client.send(moved)).toMatchObject({ ResourceId: target });
    expect(aliasesOf(target)).toEqual(["b.example.com", "t.example.com"]);
    const after = await local.client.send(new GetDistributionTenantCommand({ Identifier: "tenant" }));
    expect(after.DistributionTenant?.Domains).toEqual([]);
  });
});

test("distributions without a web ACL are those of the ACL null", async () => {
  const { DistributionList } = await local.client.send(
    new ListDistributionsByWebACLIdCommand({ WebACLId: "null" }),
  );
  expect(DistributionList?.Quantity).toBe(local.cloud.distributions().length);
});
