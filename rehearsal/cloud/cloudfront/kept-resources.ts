import type { Input } from "./call";
import type { CloudFrontContext } from "./context";
import { checkIfMatch, type EntityTable } from "./entities";
import { CloudFrontError } from "./errors";
import type { Handler, Output } from "./handler";
import { arnOf, type Kept, shownValues } from "./kept";
import { type Kind, kindNamed } from "./kinds";
import { checkedTags } from "./operations/tagging";
import { pageOf } from "./pages";
import { configurations, refersTo } from "./references";
import type { OperationModel } from "./schema/model";
import type { Tag } from "./schema/plain";
import { projectOutput } from "./schema/project";

/** What only a kind itself knows to refuse, or to complete, of a configuration. */
export type Check = (config: Kept["config"], current: Kept | undefined) => Kept["config"];

/** What a kind has beside its configuration, and the rest of AWS says. */
export type Besides = (config: Kept["config"]) => Promise<Kept["beside"]>;

/** Kept, read, pageOf, changed and deleted under its version, as the model has it, for every kind of resource. */
export class KeptResources {
  constructor(
    private readonly context: CloudFrontContext,
    private readonly checks: Readonly<Record<string, Check>> = {},
    private readonly besides: Readonly<Record<string, Besides>> = {},
  ) {}

  /** The handler of an operation on a kind; undefined for operations that are more than that. */
  handler({ name }: OperationModel): Handler | undefined {
    const [, verb = "", subject = ""] =
      /^(Create|Get|Describe|Update|Delete|List)(.+?)(?:By[A-Z].*)?$/.exec(name) ?? [];
    const kind = kindNamed(subject);
    if (kind === undefined) return undefined;
    return {
      Create: (input: Input, operation: OperationModel) => this.#create(kind, input, operation),
      Get: (input: Input, operation: OperationModel) =>
        projectOutput(operation, this.#shown(kind, this.#named(kind, input))),
      Describe: (input: Input, operation: OperationModel) =>
        projectOutput(operation, this.#shown(kind, this.#named(kind, input))),
      Update: (input: Input, operation: OperationModel) => this.#update(kind, input, operation),
      Delete: (input: Input, operation: OperationModel) => this.#delete(kind, input, operation),
      List: (input: Input, operation: OperationModel) => this.#list(kind, input, operation),
    }[verb];
  }

  #table(kind: Kind): EntityTable<Kept> {
    return this.context.state.table(kind);
  }

  async #create(kind: Kind, input: Input, operation: OperationModel): Promise<Output> {
    const { clock, ids, changed } = this.context;
    const { given, tags } = givenOf(kind, input);
    const beside = await this.besides[kind.name]?.(given);
    const config = this.#checked(kind, given, undefined);
    const now = clock.now();
    const entity = this.#table(kind).put({
      id: kind.idOf(ids),
      etag: ids.short(),
      created: now,
      lastModified: now,
      config,
      tags: checkedTags(tags),
      ...(beside && { beside }),
    });
    changed();
    return projectOutput(operation, this.#shown(kind, entity));
  }

  async #update(kind: Kind, input: Input, operation: OperationModel): Promise<Output> {
    const { clock, ids, changed } = this.context;
    const { given } = givenOf(kind, input);
    // What is no body of its own changes what it names, and nothing else.
    const wanted = () => (kind.config ? given : { ...this.#named(kind, input).config, ...given });
    const beside = await this.besides[kind.name]?.(wanted());
    const current = this.#matching(kind, input, operation, "IllegalUpdate");
    const config = this.#checked(kind, wanted(), current);
    const entity = this.#table(kind).put({
      ...current,
      etag: ids.short(),
      lastModified: clock.now(),
      config,
      ...(beside && { beside: { ...current.beside, ...beside } }),
    });
    changed();
    return projectOutput(operation, this.#shown(kind, entity));
  }

  #delete(kind: Kind, input: Input, operation: OperationModel): Output {
    const entity = this.#matching(kind, input, operation, "IllegalDelete");
    if (entity.config.Enabled === true && kind.name !== "ContinuousDeploymentPolicy")
      throw new CloudFrontError(
        kind.errors.enabled,
        "The resource that you are trying to delete has not been disabled.",
      );
    const names = [entity.id, arnOf(kind, entity)];
    if (
      configurations(this.context.state).some(({ id, config }) => id !== entity.id && refersTo(config, names))
    )
      throw new CloudFrontError(kind.errors.inUse, `The resource ${entity.id} is still in use.`);
    this.#table(kind).delete(entity.id);
    this.context.changed();
    return projectOutput(operation, this.#shown(kind, entity));
  }

  /** All of a kind; a list that takes a selection shows what refers to it. */
  #list(kind: Kind, input: Input, operation: OperationModel): Output {
    const { Marker: _, MaxItems: __, Type, Stage: ___, ...selection } = input;
    const wanted = Object.values(
      (selection.AssociationFilter as object | undefined) ?? selection,
    ) as string[];
    const all = this.#table(kind)
      .all()
      .filter(({ id, config }) => {
        const type = this.#table(kind).isFixed(id) ? "managed" : "custom";
        return (Type ?? type) === type && wanted.every((name) => refersTo(config, [name]));
      });
    return pageOf(
      operation,
      input,
      all.map((entity) => this.#shown(kind, entity)),
    );
  }

  #shown(kind: Kind, entity: Kept): Output {
    const values = shownValues(kind, entity);
    return this.#table(kind).isFixed(entity.id) ? { ...values, Type: "managed" } : values;
  }

  /** By its id, its name or its ARN, or by a value that it alone has, as the operation names it. */
  #named(kind: Kind, input: Input): Kept {
    const { Id, Identifier, Name, ARN } = input;
    const wanted = String(Id ?? Identifier ?? ARN ?? Name ?? Object.values(input)[0] ?? "");
    const table = this.#table(kind);
    const found = table
      .all()
      .find((one) => one.id === wanted || one.config.Name === wanted || arnOf(kind, one) === wanted);
    const isSelection = Id === undefined && Identifier === undefined;
    const selected = isSelection && table.all().find((one) => refersTo(this.#shown(kind, one), [wanted]));
    return found ?? (selected || table.get(wanted));
  }

  #matching(kind: Kind, input: Input, { input: model }: OperationModel, illegal: string): Kept {
    const entity = this.#named(kind, input);
    if (this.#table(kind).isFixed(entity.id))
      throw new CloudFrontError(illegal, "What AWS manages cannot be changed or deleted.");
    const isVersioned = model.members.some(({ name }) => name === "IfMatch");
    if (isVersioned) checkIfMatch(input.IfMatch as string | undefined, entity.etag);
    return entity;
  }

  #checked(kind: Kind, config: Kept["config"], current: Kept | undefined): Kept["config"] {
    const taken = this.#table(kind)
      .all()
      .filter(({ id }) => id !== current?.id)
      .some((other) =>
        unique.some((name) => config[name] !== undefined && config[name] === other.config[name]),
      );
    if (taken)
      throw new CloudFrontError(
        kind.errors.exists,
        `${config.Name ?? config.CallerReference} already exists.`,
      );
    if (current && config.CallerReference !== current.config.CallerReference)
      throw new CloudFrontError("IllegalUpdate", "The CallerReference of a resource cannot be changed.");
    return this.checks[kind.name]?.(config, current) ?? config;
  }
}

/** What no two resources of a kind have the same. */
const unique = ["Name", "CallerReference"];

/** The configuration in an input, and the tags beside it. */
function givenOf(kind: Kind, input: Input): { given: Kept["config"]; tags: readonly Tag[] } {
  const { Id: _, Identifier: __, IfMatch: ___, Tags, ARN: ____, ...body } = input;
  const payload = Object.values(input).find(isWithTags);
  const tags = ((payload?.Tags ?? Tags) as { Items?: readonly Tag[] } | undefined)?.Items ?? [];
  const own = kind.config === undefined ? body : (payload ?? input)[kind.config];
  return { given: own as Kept["config"], tags };
}

/** `CreateStreamingDistributionWithTags` has both in one body. */
function isWithTags(value: unknown): value is Kept["config"] {
  return typeof value === "object" && value !== null && "Tags" in value;
}
