import { unzipSync } from "fflate";
import type { CloudFrontFunction, EventType, LambdaFunction } from "../edge/model";
import { Block } from "./block";
import type { ReadProblem } from "./problems";
import { findBy, type Resource, type Resources } from "./resources";

const tags = { tags: "for people", tags_all: "for people" };
const events: readonly string[] = ["viewer-request", "viewer-response", "origin-request", "origin-response"];

/** Reads the `function_association` and `lambda_function_association` blocks of a behaviour. */
export function readAssociations(
  behavior: Block,
  resources: Resources,
  problems: ReadProblem[],
): (CloudFrontFunction | LambdaFunction)[] {
  const cloudFront = behavior.blocks("function_association").flatMap((block) => {
    const eventType = readEvent(block);
    const arn = block.required("function_arn");
    block.finish();
    const resource = findBy(resources, "aws_cloudfront_function", "arn", arn);
    if (!resource) return missing(block, "function_arn", arn);
    const read = once(cloudFrontFunctions, resource, () => new Map<string, CloudFrontFunction>());
    const fn =
      read.get(eventType) ??
      readCloudFrontFunction(resource, eventType as CloudFrontFunction["eventType"], problems);
    read.set(eventType, fn);
    return [fn];
  });
  const lambda = behavior.blocks("lambda_function_association").flatMap((block) => {
    const eventType = readEvent(block);
    const arn = block.required("lambda_arn");
    const includeBody = block.boolean("include_body", false);
    block.finish();
    const resource = findBy(resources, "aws_lambda_function", "qualified_arn", arn);
    if (!resource) return missing(block, "lambda_arn", arn);
    return [readLambda(resource, eventType, includeBody, resources, problems)];
  });
  return [...cloudFront, ...lambda];
}

function readEvent(block: Block): EventType {
  const event = block.required("event_type");
  if (!events.includes(event))
    block.problem("TERRAFORM_BAD_VALUE", "event_type", `"${event}" is no event`, "Use one of the four");
  return event as EventType;
}

function missing(block: Block, attribute: string, arn: string): [] {
  if (arn !== "") {
    block.problem(
      "TERRAFORM_MISSING",
      attribute,
      `the code of ${arn} is not in this file`,
      "Rehearse the configuration or plan that also holds the function",
    );
  }
  return [];
}

/** Behaviours share functions: what is one resource stays one, and so is loaded and run once. */
const archives = new WeakMap<Resource, ReadonlyMap<string, Uint8Array>>();
const cloudFrontFunctions = new WeakMap<Resource, Map<string, CloudFrontFunction>>();

function once<K extends object, V>(known: WeakMap<K, V>, key: K, read: () => V): V {
  const value = known.get(key) ?? read();
  known.set(key, value);
  return value;
}

function readCloudFrontFunction(
  resource: Resource,
  eventType: CloudFrontFunction["eventType"],
  problems: ReadProblem[],
): CloudFrontFunction {
  const block = new Block(resource.address, "", resource.attributes, problems);
  block.ignore({
    id: "the provider's",
    etag: "the provider's",
    live_stage_etag: "the provider's",
    status: "the provider's",
    comment: "for people",
  });
  if (!block.boolean("publish", true)) block.refuse("publish", false);
  const [keyValueStoreArn] = block.strings("key_value_store_associations");
  const fn: CloudFrontFunction = {
    type: "cloudfront-function",
    eventType,
    arn: block.required("arn"),
    name: block.required("name"),
    runtime: block.string("runtime", "cloudfront-js-2.0") as CloudFrontFunction["runtime"],
    code: block.required("code"),
    ...(keyValueStoreArn && { keyValueStoreArn }),
  };
  block.finish();
  return fn;
}

/** What a function of Lambda has that changes nothing at the edge, or that Lambda@Edge refuses anyway. */
const lambdaHarmless = {
  ...tags,
  id: "the provider's",
  arn: "the qualified one counts",
  invoke_arn: "not used by CloudFront",
  qualified_invoke_arn: "not used by CloudFront",
  version: "part of the qualified ARN",
  last_modified: "the provider's",
  code_sha256: "derives from the code",
  source_code_hash: "derives from the code",
  source_code_size: "derives from the code",
  description: "for people",
  role: "permissions of the function on AWS",
  architectures: "the code is JavaScript",
  publish: "an unqualified ARN is refused where it is used",
  skip_destroy: "for Terraform",
  package_type: "images have no file, which is an error of its own",
  logging_config: "logs are not rehearsed",
  reserved_concurrent_executions: "no limit on a laptop",
  tracing_config: "not available at the edge",
  ephemeral_storage: "the laptop's own",
  timeouts: "for Terraform",
};

function readLambda(
  resource: Resource,
  eventType: EventType,
  includeBody: boolean,
  resources: Resources,
  problems: ReadProblem[],
): LambdaFunction {
  const block = new Block(resource.address, "", resource.attributes, problems);
  block.ignore(lambdaHarmless);
  block.string("filename");
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
      "Build the archive first",
    );
    return new Map();
  }
}
