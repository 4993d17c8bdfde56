import type { Input } from "../call";
import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import type { Handlers } from "../handler";
import { accountId } from "../ids";
import type { Kept } from "../kept";
import { pageOf } from "../pages";
import { overlaps } from "../refusals/aliases";
import type { InputOf } from "../schema/plain";
import { projectOutput } from "../schema/project";

type Domains = readonly { readonly Domain: string }[];

/** What tenants have beside their configuration. Nothing here serves them: they are kept, and their domains known. */
export function tenantOperations({ state, ids, clock }: CloudFrontContext): Handlers {
  const tenants = state.table({ name: "DistributionTenant" });
  const put = (tenant: Kept, config: Kept["config"]) =>
    tenants.put({ ...tenant, config, etag: ids.short(), lastModified: clock.now() });
  const setWebAcl = (input: Input, WebAcl: object | undefined) => {
    const { Id, IfMatch } = input as InputOf<"DisassociateDistributionTenantWebACL">;
    const tenant = IfMatch === undefined ? tenants.get(Id) : tenants.matching(Id, IfMatch);
    const Customizations = { ...(tenant.config.Customizations as object | undefined), WebAcl };
    const { etag } = put(tenant, { ...tenant.config, Customizations });
    return { Id, ETag: etag };
  };
  const named = (name: string) => {
    const found = tenants.all().find(({ id, config }) => id === name || config.Name === name);
    return found ?? tenants.get(name);
  };
  /** Every name of the account, with whose it is. */
  const owned = () => [
    ...state.distributions
      .all()
      .flatMap(({ id, config }) =>
        config.Aliases.map((Domain) => ({ Domain, ResourceType: "distribution", ResourceId: id })),
      ),
    ...tenants.all().flatMap(({ id, config }) =>
      (config.Domains as Domains).map(({ Domain }) => ({
        Domain,
        ResourceType: "distribution-tenant",
        ResourceId: id,
      })),
    ),
  ];
  const invalidations = (id: string) => tenants.get(id).beside?.invalidations ?? [];
  return {
    AssociateDistributionTenantWebACL: (input) => ({
      ...setWebAcl(input, { Action: "override", Arn: input.WebACLArn }),
      WebACLArn: input.WebACLArn,
    }),
    DisassociateDistributionTenantWebACL: (input) => setWebAcl(input, undefined),
    CreateInvalidationForDistributionTenant: (input, operation) => {
      const { Id, InvalidationBatch } = input as InputOf<"CreateInvalidationForDistributionTenant">;
      const tenant = tenants.get(Id);
      const made = { Id: ids.short("I"), Status: "Completed", CreateTime: clock.now(), InvalidationBatch };
      tenants.put({ ...tenant, beside: { invalidations: [made, ...invalidations(Id)] } });
      const Location = `/2020-05-31/distribution-tenant/${Id}/invalidation/${made.Id}`;
      return projectOutput(operation, { ...made, Location });
    },
    GetInvalidationForDistributionTenant: (input, operation) => {
      const { DistributionTenantId, Id } = input as InputOf<"GetInvalidationForDistributionTenant">;
      const found = invalidations(DistributionTenantId).find((one) => one.Id === Id);
      if (found) return projectOutput(operation, found);
      throw new CloudFrontError("NoSuchInvalidation", "The specified invalidation does not exist.");
    },
    ListInvalidationsForDistributionTenant: (input, operation) =>
      pageOf(operation, input, invalidations(String(input.Id))),
    GetManagedCertificateDetails: (input) => {
      const { config } = named(String(input.Identifier));
      const request = config.ManagedCertificateRequest as { ValidationTokenHost?: string } | undefined;
      if (request === undefined)
        throw new CloudFrontError("EntityNotFound", "The distribution tenant has no managed certificate.");
      const details = (config.Domains as Domains).map(({ Domain }) => ({ Domain }));
      return {
        ManagedCertificateDetails: {
          CertificateStatus: "pending-validation",
          ValidationTokenHost: request.ValidationTokenHost,
          ValidationTokenDetails: details,
        },
      };
    },
    VerifyDnsConfiguration: (input) => {
      const { Identifier, Domain } = input as InputOf<"VerifyDnsConfiguration">;
      const names = (named(Identifier).config.Domains as Domains).map((one) => one.Domain);
      const Reason = "The local cloud asks no name server.";
      return {
        DnsConfigurationList: names
          .filter((name) => Domain === undefined || name === Domain)
          .map((name) => ({ Domain: name, Status: "unknown-configuration", Reason })),
      };
    },
    ListDomainConflicts: (input, operation) => {
      const { Domain, DomainControlValidationResource: own } = input as InputOf<"ListDomainConflicts">;
      const ownIds = [own.DistributionId, own.DistributionTenantId];
      const conflicts = owned()
        .filter((one) => overlaps(one.Domain, Domain) && !ownIds.includes(one.ResourceId))
        .map((one) => ({ ...one, AccountId: accountId }));
      return pageOf(operation, input, conflicts, ({ Domain: name }) => String(name));
    },
    UpdateDomainAssociation: (input) => {
      const { Domain, TargetResource, IfMatch } = input as InputOf<"UpdateDomainAssociation">;
      const { DistributionId, DistributionTenantId } = TargetResource;
      if ((DistributionId === undefined) === (DistributionTenantId === undefined))
        throw invalidArgument("The target is a distribution or a distribution tenant.");
      const isOther = (name: string) => name.toLowerCase() !== Domain.toLowerCase();
      const target = DistributionId
        ? {
            put: (add: boolean) => moveAlias(DistributionId, add),
            etag: state.distributions.get(DistributionId).etag,
          }
        : {
            put: (add: boolean) => moveDomain(DistributionTenantId ?? "", add),
            etag: tenants.get(DistributionTenantId ?? "").etag,
          };
      if (IfMatch !== undefined && IfMatch !== target.etag)
        throw new CloudFrontError("PreconditionFailed", "The target has another version.");
      const moveAlias = (id: string, add: boolean) => {
        const one = state.distributions.get(id);
        const Aliases = [...one.config.Aliases.filter(isOther), ...(add ? [Domain] : [])];
        return state.distributions.put({ ...one, etag: ids.short(), config: { ...one.config, Aliases } })
          .etag;
      };
      const moveDomain = (id: string, add: boolean) => {
        const one = tenants.get(id);
        const kept = (one.config.Domains as Domains).filter((domain) => isOther(domain.Domain));
        return put(one, { ...one.config, Domains: [...kept, ...(add ? [{ Domain }] : [])] }).etag;
      };
      for (const { ResourceType, ResourceId } of owned().filter((one) => !isOther(one.Domain)))
        ResourceType === "distribution" ? moveAlias(ResourceId, false) : moveDomain(ResourceId, false);
      return { Domain, ResourceId: DistributionId ?? DistributionTenantId, ETag: target.put(true) };
    },
  };
}
