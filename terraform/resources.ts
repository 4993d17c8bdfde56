import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Attributes } from "./block";
import type { Value } from "./expression/functions";
import { ExpressionError } from "./expression/syntax";

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
  /** Root outputs that can be known. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** Reads a file that the configuration names, relative to it. */
  readFile(path: string): Buffer;
}

/** The instance whose attribute has this value: how one resource names another by id, name or ARN. */
export function findBy(
  resources: Resources,
  type: string,
  attribute: string,
  value: string,
  mode: Resource["mode"] = "managed",
): Resource | undefined {
  return resources.ofType(type, mode).find((resource) => known(resource, attribute) === value);
}

/** An attribute's value; undefined where it is not set or cannot be known. */
export function known(resource: Resource, attribute: string): Value | undefined {
  try {
    return resource.attributes.get(attribute);
  } catch {
    return undefined;
  }
}

/** A file that a configuration names, relative to its folder. @throws {ExpressionError} where there is none */
export function readBeside(folder: string, path: string): Buffer {
  try {
    return readFileSync(resolve(folder, path));
  } catch (error) {
    throw new ExpressionError(`the file ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
