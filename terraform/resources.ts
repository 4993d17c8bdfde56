import type { Attributes } from "./block";
import { isKnown, type Value } from "./value";

/** One instance of a resource or data source. */
export interface Resource {
  readonly mode: "managed" | "data";
  readonly type: string;
  /** `module.site.aws_s3_bucket.origin["eu"]`; data sources begin with `data.` */
  readonly address: string;
  /** Region of its provider; undefined where the file does not say. */
  readonly region: string | undefined;
  /** What is set, and what AWS would compute, under the names that references use. */
  readonly attributes: Attributes;
}

/** What was read of a file, whichever kind it is. */
export interface Resources {
  /** Every instance of a type, in the order of the file. */
  ofType(type: string, mode?: Resource["mode"]): readonly Resource[];
  /** As `ofType`, without resources whose `count` or `for_each` nobody can know: for what a file can do without. */
  ofTypeWhereKnown(type: string, mode?: Resource["mode"]): readonly Resource[];
  /** The types of all that is managed, each once. */
  readonly types: Iterable<string>;
  /** Root outputs that can be known. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** What files are relative to that a resource is made of, such as an archive. */
  readonly folder: string;
}

/** The instance whose attribute has this value: how one resource names another by id, name or ARN. */
export function findBy(
  resources: Resources,
  type: string,
  attribute: string,
  value: string,
  mode: Resource["mode"] = "managed",
): Resource | undefined {
  const byAttribute = once(indices, resources, () => new Map<string, ReadonlyMap<unknown, Resource>>());
  const name = `${mode} ${type} ${attribute}`;
  const index = byAttribute.get(name) ?? indexOf(resources.ofType(type, mode), attribute);
  byAttribute.set(name, index);
  return index.get(value);
}

/** Kept: files may hold thousands of buckets, each with as many resources to be looked up. */
const indices = new WeakMap<Resources, Map<string, ReadonlyMap<unknown, Resource>>>();

/** The first of a value counts. */
function indexOf(resources: readonly Resource[], attribute: string): ReadonlyMap<unknown, Resource> {
  return new Map(resources.map((resource) => [known(resource, attribute), resource] as const).reverse());
}

/** The value that a map keeps for a key, made the first time. */
export function once<K extends object, V>(kept: WeakMap<K, V>, key: K, make: () => V): V {
  const value = kept.get(key) ?? make();
  kept.set(key, value);
  return value;
}

/** An attribute's value; undefined where it is not set or cannot be known. */
export function known(resource: Resource, attribute: string): Value | undefined {
  const value = resource.attributes.get(attribute);
  return value !== undefined && isKnown(value) ? value : undefined;
}
