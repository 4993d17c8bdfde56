import type { CloudFrontContext } from "../context";
import { invalidArgument } from "../errors";
import type { Handler, Handlers } from "../handler";
import { accountId } from "../ids";
import { arnOf } from "../kept";
import { kindNamed, kinds } from "../kinds";
import { pageOf } from "../pages";
import { refersTo } from "../references";
import { operations } from "../schema/model";
import { distributionValues } from "./distribution-values";

/** What operations without a selection of their own are given too. */
const paging: ReadonlySet<string> = new Set(["Marker", "MaxItems"]);

/** Distributions by what they refer to. */
export function selectionOperations(context: CloudFrontContext): Handlers {
  const { state } = context;
  /** A distribution refers to what stands in its configuration; one without the element has the default. */
  const selected: Handler = (input, operation) => {
    const [selection] = Object.entries(input).filter(([name]) => !paging.has(name));
    if (selection === undefined) throw invalidArgument("What distributions are selected by is missing.");
    const [member, value] = [selection[0], String(selection[1])];
    checkExists(member, value, context);
    const found = state.distributions.all().filter(({ config }) => {
      if (operation.name.endsWith("ByWebACLId") && value === "null") return config.WebACLId === "";
      if (operation.name.endsWith("ByConnectionMode")) return (config.ConnectionMode ?? "direct") === value;
      return refersTo(config, namesOf(value, context));
    });
    return pageOf(
      operation,
      input,
      found.map((one) => ({
        ...distributionValues(one, context),
        ...{ DistributionId: one.id, OwnerAccountId: accountId },
      })),
    );
  };
  return Object.fromEntries(
    operations
      .filter(({ name }) => name.startsWith("ListDistributionsBy"))
      .map(({ name }) => [name, selected]),
  );
}

/** A resource by its id, its name or its ARN, in each way that a configuration may name it. */
function namesOf(value: string, { state }: CloudFrontContext): string[] {
  for (const kind of kinds.values()) {
    const named = state
      .table(kind)
      .all()
      .find((one) => one.id === value || one.config.Name === value || arnOf(kind, one) === value);
    if (named) return [named.id, arnOf(kind, named)];
  }
  return [value];
}

/** What a selection names by its id has to be there. */
function checkExists(member: string, value: string, { state }: CloudFrontContext): void {
  const kind = member.endsWith("Id") ? kindNamed(member.slice(0, -"Id".length)) : undefined;
  if (kind) state.table(kind).get(value);
}
