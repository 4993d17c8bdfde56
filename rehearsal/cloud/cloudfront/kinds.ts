import { errorStatuses, type OperationModel, operations } from "./schema/model";

/** A kind of resource as the model has it: what can be created can be read, listed, changed and deleted. */
export interface Kind {
  /** "KeyGroup" */
  readonly name: string;
  /** Where the configuration is a body of its own, its name: "KeyGroupConfig". */
  readonly config: string | undefined;
  /** Of the URL of one, below the API version: "key-group". */
  readonly path: string;
  /** Of an ARN. */
  readonly type: string;
  readonly idOf: (ids: { short(): string; uuid(): string }) => string;
  readonly errors: {
    readonly missing: string;
    readonly exists: string;
    readonly inUse: string;
    readonly enabled: string;
  };
}

/** What has parts or a life of its own, or belongs to another resource. */
const others: ReadonlySet<string> = new Set([
  "Distribution",
  "Function",
  "KeyValueStore",
  "MonitoringSubscription",
]);

/** Where the ids of a kind differ from distributions'. */
const idForms: Readonly<Record<string, Kind["idOf"]>> = {
  CachePolicy: (ids) => ids.uuid(),
  ContinuousDeploymentPolicy: (ids) => ids.uuid(),
  KeyGroup: (ids) => ids.uuid(),
  OriginRequestPolicy: (ids) => ids.uuid(),
  PublicKey: (ids) => ids.short().replace(/^E/, "K"),
  ResponseHeadersPolicy: (ids) => ids.uuid(),
  AnycastIpList: (ids) => `aip_${ids.short()}`,
  ConnectionFunction: (ids) => `cf_${ids.short()}`,
  ConnectionGroup: (ids) => `cg_${ids.short()}`,
  DistributionTenant: (ids) => `dt_${ids.short()}`,
  TrustStore: (ids) => `ts_${ids.short()}`,
  VpcOrigin: (ids) => `vo_${ids.short()}`,
};

/** The kinds that are kept as they were given. */
export const kinds: ReadonlyMap<string, Kind> = new Map(
  operations.flatMap((operation) => {
    const name = /^Create(.+)$/.exec(operation.name)?.[1] ?? "";
    const isKind = operations.some((other) => other.name === `Delete${name}`) && !others.has(name);
    return isKind ? [[name, kindOf(name, operation)]] : [];
  }),
);

function kindOf(name: string, { input, segments }: OperationModel): Kind {
  const path = segments.slice(2).join("/");
  return {
    name,
    config: input.members.find(({ place }) => place === "payload")?.name,
    path,
    type: name === "VpcOrigin" ? "vpcorigin" : path,
    idOf: idForms[name] ?? ((ids) => ids.short()),
    errors: {
      missing: firstKnown(`NoSuch${name}`, name === "KeyGroup" ? "NoSuchResource" : "EntityNotFound"),
      exists: firstKnown(`${name}AlreadyExists`, "EntityAlreadyExists"),
      inUse: firstKnown(
        `${name}InUse`,
        name === "KeyGroup" ? "ResourceInUse" : "CannotDeleteEntityWhileInUse",
      ),
      enabled: firstKnown(`${name}NotDisabled`, "ResourceNotDisabled"),
    },
  };
}

/** An error that the model names after the kind, or the one for kinds without. */
function firstKnown(own: string, general: string): string {
  return errorStatuses.has(own) ? own : general;
}

/** The kind that the name of an operation is about, without its verb: its configuration has a name of its own. */
export function kindNamed(subject: string): Kind | undefined {
  const singular = subject.replace(/ies$/, "y").replace(/s$/, "");
  const names = [subject, subject.replace(/(?:Config|WithTags)$/, ""), `${subject}Config`, singular];
  return names.map((name) => kinds.get(name)).find((kind) => kind !== undefined);
}
