import type { CloudFrontContext } from "../context";
import { invalidArgument } from "../errors";
import type { Handler, Handlers } from "../handler";
import { accountId } from "../ids";
import { arnOf } from "../kept";
import { kindNamed, kinds } from "../kinds";
import { listed } from "../pages";
import { refersTo } from "../references";
import { operations } from "../schema/model";
import type { InputOf } from "../schema/plain";
import { distributionValues } from "./distribution-values";

/** What operations without a selection of their own are given too. */
const paging: ReadonlySet<string> = new Set(["Marker", "MaxItems"]);

/** Distributions by what they refer to, and the names that they have. */
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
    return listed(
      operation,
      input,
      found.map((one) => distributionValues(one, context)),
    );
  };
  return {
    ...Object.fromEntries(
      operations
        .filter(({ name }) => name.startsWith("ListDistributionsBy"))
        .map(({ name }) => [name, selected]),
    ),
    ListConflictingAliases: (input, operation) => {
      const { DistributionId, Alias } = input as InputOf<"ListConflictingAliases">;
      const distribution = state.distributions.get(DistributionId);
      if (distribution.config.ViewerCertificate.CloudFrontDefaultCertificate)
        throw invalidArgument(
          "The specified distribution has no certificate, which shows that you own the alternate domain name.",
        );
      const conflicts = state.distributions.all().flatMap(({ id, config }) => {
        const names = id === DistributionId ? [] : config.Aliases.filter((name) => overlaps(name, Alias));
        return names.map((name) => ({
          Alias: name,
          DistributionId: masked(id),
          AccountId: masked(accountId),
          Id: name,
        }));
      });
      return listed(operation, input, conflicts);
    },
  };
}

/** CloudFront guide, "Use alternate domain names": a wildcard overlaps with what it covers, and with what covers it. */
function overlaps(name: string, asked: string): boolean {
  const [own, wanted] = [name.toLowerCase(), asked.toLowerCase()];
  const covers = (wide: string, narrow: string) =>
    wide.startsWith("*.") && narrow.replace(/^[^.]+/, "*") === wide;
  return own === wanted || covers(own, wanted) || covers(wanted, own);
}

/** API shape ConflictingAlias: half of an id and of an account is hidden. */
function masked(text: string): string {
  return "*".repeat(Math.ceil(text.length / 2)) + text.slice(Math.ceil(text.length / 2));
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
