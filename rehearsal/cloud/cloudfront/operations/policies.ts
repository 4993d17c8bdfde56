import { emptyResponse, xmlResponse } from "../../http";
import { element, xmlDocument } from "../../xml/element";
import type { StructureShape } from "../../xml/shape";
import type { CloudFrontContext } from "../context";
import type { Entity, EntityTable } from "../entities";
import { CloudFrontError } from "../errors";
import { pageOf, plainList, timestamp } from "../lists";
import type { Operation } from "../operation";
import { behaviorsOf } from "../state";

type PolicyReference = "CachePolicyId" | "OriginRequestPolicyId" | "ResponseHeadersPolicyId";

/** What tells the three kinds of policies apart. */
export interface PolicyKind<T> {
  /** "CachePolicy" */
  readonly name: "CachePolicy" | "OriginRequestPolicy" | "ResponseHeadersPolicy";
  /** "CachePolicies", in the name of the list operation. */
  readonly plural: string;
  readonly path: string;
  readonly shape: StructureShape<T>;
  readonly table: EntityTable<Entity<T>>;
  /** AWS's own, which can be read and used but not changed. */
  readonly managed: readonly Entity<T>[];
  /** Fills in what hangs on other elements, and refuses what CloudFront would. */
  readonly check: (config: T) => T;
}

/** Create, get, update, delete and list of one kind of policies. */
export function policyOperations<T extends { readonly Name: string }>(
  kind: PolicyKind<T>,
  { state, ids, clock, changed }: CloudFrontContext,
): Operation[] {
  const { name, path, shape, table } = kind;
  const find = (id: string) => kind.managed.find((policy) => policy.id === id) ?? table.get(id);
  const content = (policy: Entity<T>) =>
    element("Id", policy.id) +
    element("LastModifiedTime", timestamp(policy.lastModified)) +
    shape.write(`${name}Config`, policy.config);
  const answer = (status: number, policy: Entity<T>, location?: string) =>
    xmlResponse(status, xmlDocument(name, content(policy)), {
      etag: policy.etag,
      ...(location && { location }),
    });
  const checkName = (config: T, id?: string) => {
    const taken = [...kind.managed, ...table.all()].some(
      (policy) => policy.id !== id && policy.config.Name === config.Name,
    );
    if (taken)
      throw new CloudFrontError(
        `${name}AlreadyExists`,
        `A policy with the name ${config.Name} already exists.`,
      );
  };
  const refuseManaged = (id: string, code: string) => {
    if (kind.managed.some((policy) => policy.id === id))
      throw new CloudFrontError(code, "A policy that AWS manages cannot be changed or deleted.");
  };
  const reference: PolicyReference = `${name}Id`;
  const isInUse = (id: string) =>
    state.distributions.all().some(({ config }) => behaviorsOf(config).some((one) => one[reference] === id));
  return [
    {
      name: `Create${name}`,
      method: "POST",
      path: `/${path}`,
      handle: (call) => {
        const config = kind.check(call.body(`${name}Config`, shape));
        checkName(config);
        const policy = table.put({ id: ids.uuid(), etag: ids.short(), lastModified: clock.now(), config });
        return answer(201, policy, `/2020-05-31/${path}/${policy.id}`);
      },
    },
    {
      name: `Get${name}`,
      method: "GET",
      path: `/${path}/{id}`,
      handle: (call) => answer(200, find(call.parameter("id"))),
    },
    {
      name: `Get${name}Config`,
      method: "GET",
      path: `/${path}/{id}/config`,
      handle: (call) => {
        const policy = find(call.parameter("id"));
        return xmlResponse(200, xmlDocument(`${name}Config`, shape.content(policy.config)), {
          etag: policy.etag,
        });
      },
    },
    {
      name: `Update${name}`,
      method: "PUT",
      path: `/${path}/{id}`,
      handle: (call) => {
        const id = call.parameter("id");
        refuseManaged(id, "IllegalUpdate");
        table.matching(id, call.ifMatch);
        const config = kind.check(call.body(`${name}Config`, shape));
        checkName(config, id);
        const policy = table.put({ id, etag: ids.short(), lastModified: clock.now(), config });
        changed();
        return answer(200, policy);
      },
    },
    {
      name: `Delete${name}`,
      method: "DELETE",
      path: `/${path}/{id}`,
      handle: (call) => {
        const id = call.parameter("id");
        refuseManaged(id, "IllegalDelete");
        table.matching(id, call.ifMatch);
        if (isInUse(id))
          throw new CloudFrontError(`${name}InUse`, "The policy is attached to one or more cache behaviors.");
        table.delete(id);
        return emptyResponse(204);
      },
    },
    {
      name: `List${kind.plural}`,
      method: "GET",
      path: `/${path}`,
      handle: (call) => {
        const wanted = call.query("Type");
        const typed = [
          ...kind.managed.map((policy) => ({ type: "managed", policy })),
          ...table.all().map((policy) => ({ type: "custom", policy })),
        ].filter(({ type }) => wanted === undefined || type === wanted);
        const page = pageOf(typed, ({ policy }) => policy.id, call);
        const list = plainList(page, ({ type, policy }) =>
          element(`${name}Summary`, element("Type", type) + element(name, content(policy))),
        );
        return xmlResponse(200, xmlDocument(`${name}List`, list));
      },
    },
  ];
}
