import type { CloudFrontContext } from "../context";
import type { EntityTable } from "../entities";
import { CloudFrontError, invalidArgument } from "../errors";
import type { Handlers } from "../handler";
import { arnOf, type Kept } from "../kept";
import { kinds } from "../kinds";
import type { InputOf } from "../schema/plain";

/** Policies by which other accounts may use a resource. There are no others here, so that they are kept alone. */
export function resourcePolicyOperations({ state }: CloudFrontContext): Handlers {
  const found = (arn: string): { table: EntityTable<Kept>; entity: Kept } => {
    for (const kind of kinds.values()) {
      const table = state.table(kind);
      const entity = table.all().find((one) => arnOf(kind, one) === arn);
      if (entity) return { table, entity };
    }
    throw new CloudFrontError("EntityNotFound", `The resource ${arn.slice(0, 200)} does not exist.`);
  };
  const policyOf = ({ id, beside }: Kept): string => {
    if (beside?.resourcePolicy !== undefined) return beside.resourcePolicy;
    throw new CloudFrontError("EntityNotFound", `The resource ${id} has no policy.`);
  };
  return {
    PutResourcePolicy: (input) => {
      const { ResourceArn, PolicyDocument } = input as InputOf<"PutResourcePolicy">;
      const { table, entity } = found(ResourceArn);
      if (!isJson(PolicyDocument)) throw invalidArgument("The policy document is no JSON object.");
      table.put({ ...entity, beside: { ...entity.beside, resourcePolicy: PolicyDocument } });
      return { ResourceArn };
    },
    GetResourcePolicy: (input) => {
      const ResourceArn = String(input.ResourceArn);
      return { ResourceArn, PolicyDocument: policyOf(found(ResourceArn).entity) };
    },
    DeleteResourcePolicy: (input) => {
      const { table, entity } = found(String(input.ResourceArn));
      policyOf(entity);
      const { resourcePolicy: _, ...beside } = entity.beside ?? {};
      table.put({ ...entity, beside });
      return {};
    },
  };
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
