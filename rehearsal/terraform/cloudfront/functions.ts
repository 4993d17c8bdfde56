import { FUNCTION_BYTES } from "../../../facts/cloudfront/limits";
import { Block } from "../../../terraform/block";
import { Findings, type ReadProblem } from "../../../terraform/problems";
import { findBy, once, type Resource, type Resources } from "../../../terraform/resources";
import type { CloudFrontFunction, EventType, LambdaFunction } from "../../edge/model";
import { archivedFiles } from "./archived-files";

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
const archives = new WeakMap<Resource, Archive>();
const cloudFrontFunctions = new WeakMap<
  Resource,
  Map<EventType, { fn: CloudFrontFunction; own: Findings }>
>();

function readCloudFrontFunction(
  resource: Resource,
  eventType: CloudFrontFunction["eventType"],
  { findings }: Block,
): CloudFrontFunction {
  const byEvent = once(cloudFrontFunctions, resource, () => new Map());
  const read = byEvent.get(eventType) ?? readAlone(resource, eventType);
  byEvent.set(eventType, read);
  // Each distribution that uses it has its problems.
  findings.add(read.own);
  return read.fn;
}

function readAlone(resource: Resource, eventType: CloudFrontFunction["eventType"]) {
  const own = new Findings();
  const block = Block.of(resource, own);
  if (!block.boolean("publish", true)) block.refuse("publish", false);
  const stores = block.strings("key_value_store_associations");
  const [keyValueStoreArn] = stores;
  const fn: CloudFrontFunction = {
    type: "cloudfront-function",
    eventType,
    arn: block.required("arn"),
    name: block.required("name"),
    runtime: block.oneOf("runtime", ["cloudfront-js-2.0", "cloudfront-js-1.0"]),
    code: block.required("code"),
    ...(keyValueStoreArn && { keyValueStoreArn }),
  };
  checkFunction(block, fn, stores.length);
  block.finish();
  return { fn, own };
}

/** CloudFront guide, "Quotas on CloudFront Functions"; key value stores need runtime 2.0. */
function checkFunction(block: Block, { code, runtime }: CloudFrontFunction, stores: number): void {
  const refuse = (attribute: string, rule: string, mend: string) =>
    block.problem("TERRAFORM_BAD_VALUE", attribute, `CloudFront refuses it: ${rule}`, mend);
  if (stores > 1) refuse("key_value_store_associations", `${stores} stores`, "Associate one");
  if (stores > 0 && runtime === "cloudfront-js-1.0")
    refuse("runtime", `${runtime} reads no key value store`, "Use cloudfront-js-2.0");
  const size = Buffer.byteLength(code);
  if (size > FUNCTION_BYTES) refuse("code", `${size} bytes`, `Give ${FUNCTION_BYTES} at most`);
}

function readLambda(
  resource: Resource,
  eventType: EventType,
  includeBody: boolean,
  resources: Resources,
  { findings }: Block,
): LambdaFunction {
  const block = Block.of(resource, findings);
  const filename = block.string("filename");
  const { files, problem } = once(archives, resource, () => readCode(filename, resources));
  if (problem) block.problem(problem.code, "filename", problem.rule, problem.mend);
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
    files,
  };
  block.finish();
  return fn;
}

/** The files of an archive, or why there are none. */
interface Archive {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly problem?: Pick<ReadProblem, "code" | "rule" | "mend">;
}

function readCode(filename: string | undefined, resources: Resources): Archive {
  const none = (code: ReadProblem["code"], rule: string, mend: string) => ({
    files: new Map<string, Uint8Array>(),
    problem: { code, rule, mend },
  });
  if (!filename)
    return none(
      "TERRAFORM_MISSING",
      "the code is not in a file",
      "Give the archive as filename to rehearse it",
    );
  try {
    return { files: archivedFiles(filename, resources) };
  } catch (error) {
    const rule = `${filename}: ${(error as Error).message}`;
    return none("TERRAFORM_BAD_VALUE", rule, "Build the archive first, and rehearse where the plan was made");
  }
}
