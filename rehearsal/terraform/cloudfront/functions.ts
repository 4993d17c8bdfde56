import { unzipSync } from "fflate";
import { Block } from "../../../terraform/block";
import { findBy, type Resource, type Resources } from "../../../terraform/resources";
import type { CloudFrontFunction, EventType, LambdaFunction } from "../../edge/model";

/** Reads the `function_association` and `lambda_function_association` blocks of a behaviour. */
export function readAssociations(
  behavior: Block,
  resources: Resources,
): (CloudFrontFunction | LambdaFunction)[] {
  const cloudFront = behavior.blocks("function_association").flatMap((block) => {
    const eventType = block.oneOf("event_type", ["viewer-request", "viewer-response"]);
    const arn = block.required("function_arn");
    const resource = findBy(resources, "aws_cloudfront_function", "arn", arn);
    if (!resource) return missing(block, "function_arn", arn);
    return [readCloudFrontFunction(resource, eventType, block)];
  });
  const lambda = behavior.blocks("lambda_function_association").flatMap((block) => {
    const eventType = block.oneOf("event_type", [
      "viewer-request",
      "viewer-response",
      "origin-request",
      "origin-response",
    ]);
    const arn = block.required("lambda_arn");
    const includeBody = block.boolean("include_body", false);
    const resource = findBy(resources, "aws_lambda_function", "qualified_arn", arn);
    if (!resource) return missing(block, "lambda_arn", arn);
    return [readLambda(resource, eventType, includeBody, resources, block)];
  });
  return [...cloudFront, ...lambda];
}

function missing(block: Block, attribute: string, arn: string): [] {
  if (arn !== "") {
    block.problem(
      "TERRAFORM_MISSING",
      attribute,
      `the code of ${arn} is not in this file`,
      attribute === "lambda_arn"
        ? "Refer to the function's qualified_arn, in a file that also holds the function"
        : "Rehearse the configuration or plan that also holds the function",
    );
  }
  return [];
}

/** Behaviours share functions: what is one resource stays one, and so is loaded and run once. */
const archives = new WeakMap<Resource, ReadonlyMap<string, Uint8Array>>();
const cloudFrontFunctions = new WeakMap<Resource, Map<EventType, CloudFrontFunction>>();

function readCloudFrontFunction(
  resource: Resource,
  eventType: CloudFrontFunction["eventType"],
  { findings }: Block,
): CloudFrontFunction {
  const byEvent = once(cloudFrontFunctions, resource, () => new Map<EventType, CloudFrontFunction>());
  const known = byEvent.get(eventType);
  if (known) return known;
  const block = Block.of(resource, findings);
  if (!block.boolean("publish", true)) block.refuse("publish", false);
  const [keyValueStoreArn] = block.strings("key_value_store_associations");
  const fn: CloudFrontFunction = {
    type: "cloudfront-function",
    eventType,
    arn: block.required("arn"),
    name: block.required("name"),
    runtime: block.oneOf("runtime", ["cloudfront-js-2.0", "cloudfront-js-1.0"]),
    code: block.required("code"),
    ...(keyValueStoreArn && { keyValueStoreArn }),
  };
  block.finish();
  byEvent.set(eventType, fn);
  return fn;
}

function readLambda(
  resource: Resource,
  eventType: EventType,
  includeBody: boolean,
  resources: Resources,
  { findings }: Block,
): LambdaFunction {
  const block = Block.of(resource, findings);
  const fn: LambdaFunction = {
    type: "lambda",
    eventType,
    arn: block.required("qualified_arn"),
    name: block.required("function_name"),
    runtime: block.required("runtime"),
    handler: block.required("handler"),
    timeout: block.number("timeout", 3),
    memorySize: block.number("memory_size", 128),
    includeBody,
    files: once(archives, resource, () => readArchive(block, resources)),
  };
  block.ignore("filename");
  block.finish();
  return fn;
}

function readArchive(block: Block, resources: Resources): ReadonlyMap<string, Uint8Array> {
  const filename = block.string("filename");
  if (!filename) {
    block.problem(
      "TERRAFORM_MISSING",
      "filename",
      "the code is not in a file",
      "Give the archive as filename to rehearse it",
    );
    return new Map();
  }
  try {
    return new Map(Object.entries(unzipSync(resources.readFile(filename))));
  } catch (error) {
    block.problem(
      "TERRAFORM_BAD_VALUE",
      "filename",
      `${filename}: ${(error as Error).message}`,
      "Build the archive first, and rehearse where the plan was made",
    );
    return new Map();
  }
}

function once<K extends object, V>(known: WeakMap<K, V>, key: K, read: () => V): V {
  const value = known.get(key) ?? read();
  known.set(key, value);
  return value;
}
