import { Budget } from "../expression/budget";
import { evaluateTemplates, type Scope } from "../expression/evaluate";
import { functionTable } from "../expression/functions";
import { ExpressionError } from "../expression/syntax";
import { readWithin } from "../files";
import type { Findings } from "../problems";
import { known, type Resource, type Resources } from "../resources";
import { asJson, isKnown, isList, type Planned, type Value, type Values } from "../value";
import { keysOf, modulesOf, type PlanConfiguration, type Target } from "./plan-configuration";
import { type Link, lastNameOf, linksOf, listed, websiteLinks } from "./plan-links";
import { isTemplate, isWritten, type PlannedResource } from "./planned";
import { type Candidate, Surroundings } from "./surroundings";

/** Where in a resource an attribute is, and how it was written; undefined in a block that a plan does not show as such. */
export interface Attribute {
  readonly planned: PlannedResource;
  /** In the provider's schema. */
  readonly place: string;
  readonly written: Value | undefined;
  /** The block around it; undefined at the top. */
  readonly block?: Values;
  /** The blocks around that one, from within. */
  readonly around?: readonly Values[];
  /** The blocks beside it, which are of the same kind. */
  readonly beside?: readonly Values[];
  /** Whether the block comes from a `dynamic` one, of which a plan does not show what was written. */
  readonly isLost?: boolean;
}

/** A distribution has a few dozen blocks of a kind at most; to compare thousands with each other takes too long. */
const mostBeside = 100;

/** Follows what an attribute of a plan was written as to the resources that it refers to. */
export class PlanReferences {
  readonly #resources: Pick<Resources, "ofType">;
  readonly #configuration: PlanConfiguration;
  readonly #findings: Findings;
  readonly #around: Surroundings;
  readonly #scope: Omit<Scope, "resolve">;
  /** Policy documents of which it is not known which buckets they are about. */
  readonly #vague = new Set<string>();

  constructor(resources: Resources, configuration: PlanConfiguration, folder: string, findings: Findings) {
    const budget = new Budget();
    this.#resources = resources;
    this.#configuration = configuration;
    this.#findings = findings;
    this.#around = new Surroundings(resources, configuration);
    this.#scope = { functions: functionTable((path) => readWithin(folder, path), budget), budget };
  }

  /** Whether one that was followed names buckets of which it is not known which they are. */
  get areVague(): boolean {
    return this.#vague.size > 0;
  }

  /** What the resources that an expression refers to say of an attribute. */
  follow(attribute: Attribute): Planned | undefined {
    const { planned, place, written, block } = attribute;
    if (isTemplate(written)) return this.#evaluated(planned, asJson(written).constant_value ?? null);
    const options = fittingLinks(linksOf(place), place, block);
    const isFollowed = isWritten(written) || attribute.isLost === true;
    if (options.length === 0 || !isFollowed) return undefined;
    const targets = this.#configuration.targets(written, planned);
    const led = linkedAttributes(options, targets).flatMap(([target, name]) => {
      const resource = this.instance(target, planned);
      return resource ? [{ resource, name }] : [];
    });
    if (led.length === 0 && this.#configuration.isExplicit(written)) return undefined;
    const found = led.length > 0 ? led : this.#near(attribute, options);
    const isListed = listed.has(lastNameOf(place));
    const fitting = isListed ? found : this.#fitting(found, attribute);
    // Where nothing leads anywhere, and names do not decide, a choice would be a lottery.
    const chosen = led.length === 0 && !isListed && fitting.length > 1 ? [] : fitting;
    const values = chosen.flatMap(({ resource, name }) => {
      const value = known(resource, name);
      return value === undefined || value === null ? [] : [{ value, resource }];
    });
    const [first] = values;
    if (first === undefined) return undefined;
    if (led.length === 0 || (!isListed && led.length > 1)) {
      const taken = isListed
        ? values.map(({ resource }) => resource.address).join(", ")
        : first.resource.address;
      this.#findings.warn(
        `${planned.address}: ${place.slice(planned.type.length + 1)}: the plan does not say which resource it comes from; ${taken} is assumed. The state has it`,
      );
    }
    if (!place.endsWith(".resources")) return isListed ? values.map(({ value }) => value) : first.value;
    this.#findings.warn(
      `${planned.address}: resources that are known after the apply are taken as whole buckets`,
    );
    if (values.length > 1) this.#vague.add(planned.address);
    return values.flatMap(({ value }) => [value, `${value}/*`]);
  }

  /** What may be meant where nothing leads anywhere. An origin that is asked as a website is rather one than a bucket. */
  #near({ planned, place, block }: Attribute, options: readonly Link[]): Candidate[] {
    const asked = isWebsite(place, block) ? this.#around.candidates(planned, websiteLinks) : [];
    return asked.length > 0 ? asked : this.#around.candidates(planned, options);
  }

  /**
   * Those that are closest; of several as close, those that no other block is closer to, and that nothing which is
   * written in the resource names.
   */
  #fitting(
    found: readonly Candidate[],
    { planned, block, around = [], beside = [] }: Attribute,
  ): readonly Candidate[] {
    const fitting = this.#around.closest(found, planned, block, around);
    if (fitting.length < 2 || beside.length > mostBeside) return fitting;
    const taken = beside
      .filter((other) => other !== block)
      .map((other) => this.#around.closest(found, planned, other, around))
      .flatMap((closest) => (closest.length === 1 ? closest : []));
    const left = fitting.filter((one) => !taken.includes(one));
    if (left.length === 1) return left;
    const named = this.#configuration.named(planned).map((target) => this.instance(target, planned));
    const others = (left.length > 0 ? left : fitting).filter(({ resource }) => !named.includes(resource));
    return others.length > 0 ? others : left.length > 0 ? left : fitting;
  }

  /**
   * The instance that is meant: of several, the one whose keys fit those of the reference, and of these the one whose keys
   * fit those of what refers, as where both are in one of several modules.
   */
  instance(target: Target, from: PlannedResource): Resource | undefined {
    const all = this.#resources.ofType(target.type, target.mode).filter((one) => isInstance(one, target));
    const [first, second] = withMostKeys(withMostKeys(all, target.keys), keysOf(from.address));
    return second ? undefined : first;
  }

  /** Templates of a configuration in JSON syntax are in the plan as they are written, and can be evaluated. */
  #evaluated(planned: PlannedResource, written: Value): Value | undefined {
    const scope: Scope = { ...this.#scope, resolve: (path) => this.#reference(path, planned) };
    try {
      const value = scope.budget.within(planned.address, () => evaluateTemplates(written, scope));
      return isKnown(value) ? value : undefined;
    } catch (error) {
      if (error instanceof ExpressionError) return undefined;
      throw error;
    }
  }

  #reference(
    path: readonly (string | number)[],
    from: PlannedResource,
  ): { value: Planned; used: number } | undefined {
    const parts = path.map((part) =>
      typeof part === "number" || /[^\w-]/.test(part) ? `[${JSON.stringify(part)}]` : part,
    );
    const [target] = this.#configuration.targets(
      { references: [parts.join(".").replaceAll(".[", "[")] },
      from,
    );
    const resource = target && this.instance(target, from);
    if (!target?.attribute || !resource) return undefined;
    const value = known(resource, target.attribute);
    if (value === undefined || value === null) return undefined;
    return { value, used: path.indexOf(target.attribute, 2) + 1 };
  }
}

/** A website endpoint is an origin with `custom_origin_config` only: CloudFront reads a bucket's REST endpoint without. */
function fittingLinks(links: readonly Link[], place: string, block: Values | undefined): readonly Link[] {
  return isWebsite(place, block) === false ? links.filter(({ type }) => type === "aws_s3_bucket") : links;
}

/** Undefined where a place is no origin's name, or nothing says how the origin is asked. */
function isWebsite(place: string, block: Values | undefined): boolean | undefined {
  const custom = block?.custom_origin_config;
  return place.endsWith("origin.domain_name") && isList(custom) ? custom.length > 0 : undefined;
}

/**
 * Which attribute to read of each resource that an expression refers to. An attribute that `options` has is taken as it
 * is written. Otherwise the text was composed around a reference (`arn:aws:s3:::${aws_s3_bucket.site.id}/*`), and must
 * mean the first attribute that may stand there.
 */
function linkedAttributes(options: readonly Link[], targets: readonly Target[]): [Target, string][] {
  const found = targets.flatMap((target) => {
    const option = options.find(({ type }) => type === target.type);
    return option ? [{ target, option }] : [];
  });
  const exact = found.filter(({ target, option }) => option.attributes.includes(target.attribute ?? ""));
  return exact.length > 0
    ? exact.map(({ target }) => [target, target.attribute ?? ""])
    : found.map(({ target, option }) => [target, option.attributes[0]]);
}

function withMostKeys(resources: readonly Resource[], wanted: readonly string[]): readonly Resource[] {
  if (wanted.length === 0) return resources;
  const score = ({ address }: Resource) => keysOf(address).filter((key) => wanted.includes(key)).length;
  const best = resources.reduce((most, one) => Math.max(most, score(one)), 0);
  return resources.filter((one) => score(one) === best);
}

function isInstance(resource: Resource, { mode, type, name, modules }: Target): boolean {
  if (resource.mode !== mode || resource.type !== type) return false;
  const own = resource.address.replace(/\[[^[]*\]$/, "");
  return own.endsWith(`.${name}`) && modulesOf(resource.address).join() === modules.join();
}
