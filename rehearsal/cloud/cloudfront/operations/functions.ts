import { fieldOf, parsedJson } from "../../../../facts/json";
import type { CloudFrontFunction } from "../../../edge";
import type { CloudFrontContext } from "../context";
import { checkIfMatch } from "../entities";
import { CloudFrontError, invalidArgument } from "../errors";
import type { Handler, Handlers } from "../handler";
import { functionArn } from "../ids";
import { pageOf } from "../pages";
import { configurations, refersTo } from "../references";
import { checkFunction } from "../refusals/function";
import type { FunctionConfig, InputOf } from "../schema/plain";
import { projectOutput } from "../schema/project";
import type { FunctionStage, StoredFunction } from "../state";
import { checkedTags } from "./tagging";

type Stage = "DEVELOPMENT" | "LIVE";

/** CloudFront Functions: changes go to DEVELOPMENT, and to the edges when they are published. */
export function functionOperations(context: CloudFrontContext): Handlers {
  const { state, ids, clock, changed, testFunction } = context;
  const table = state.functions;
  const developed = (config: FunctionConfig, code: string): FunctionStage => {
    checkFunction(config, code, context);
    return { etag: ids.short(), lastModified: clock.now(), config, code };
  };
  const get: Handler = (input, operation) => {
    const { Name, Stage = "DEVELOPMENT" } = input as InputOf<"GetFunction">;
    return projectOutput(operation, valuesOf(table.get(Name), Stage));
  };
  return {
    CreateFunction: (input, operation) => {
      const { Name, FunctionConfig, FunctionCode, Tags } = input as InputOf<"CreateFunction">;
      if (!/^[a-zA-Z0-9-_]{1,64}$/.test(Name))
        throw invalidArgument("The name of a function has 1 to 64 letters, digits, hyphens and underscores.");
      if (table.find(Name))
        throw new CloudFrontError(
          "FunctionAlreadyExists",
          `A function with the name ${Name} already exists.`,
        );
      const development = developed(FunctionConfig, FunctionCode);
      const tags = checkedTags(Tags?.Items ?? []);
      const fn = { id: Name, etag: development.etag, created: clock.now(), development, tags };
      return projectOutput(operation, valuesOf(table.put(fn), "DEVELOPMENT"));
    },
    UpdateFunction: (input, operation) => {
      const { Name, IfMatch, FunctionConfig, FunctionCode } = input as InputOf<"UpdateFunction">;
      const current = table.matching(Name, IfMatch);
      const development = developed(FunctionConfig, FunctionCode);
      const fn = table.put({ ...current, etag: development.etag, development });
      return projectOutput(operation, valuesOf(fn, "DEVELOPMENT"));
    },
    PublishFunction: (input, operation) => {
      const { Name, IfMatch } = input as InputOf<"PublishFunction">;
      const current = table.matching(Name, IfMatch);
      const fn = table.put({ ...current, live: { ...current.development, lastModified: clock.now() } });
      changed();
      return projectOutput(operation, valuesOf(fn, "LIVE"));
    },
    DescribeFunction: get,
    GetFunction: get,
    TestFunction: (input) => {
      const { Name, IfMatch, Stage, EventObject } = input as InputOf<"TestFunction">;
      const fn = table.get(Name);
      const stage = Stage ?? "DEVELOPMENT";
      const at = stageOf(fn, stage);
      checkIfMatch(IfMatch, at.etag);
      const event = Buffer.from(EventObject, "base64").toString("utf8");
      const result = testFunction(runnable(fn, at, eventTypeOf(event)), event);
      return {
        TestResult: {
          FunctionSummary: summaryOf(fn, stage),
          ComputeUtilization: Math.round(result.computeUtilization),
          FunctionExecutionLogs: result.logs,
          FunctionErrorMessage: result.errorMessage,
          FunctionOutput: functionOutput(result.output),
        },
      };
    },
    DeleteFunction: (input) => {
      const { Name, IfMatch } = input as InputOf<"DeleteFunction">;
      const { id } = table.matching(Name, IfMatch);
      if (configurations(state).some(({ config }) => refersTo(config, [functionArn(id)])))
        throw new CloudFrontError(
          "FunctionInUse",
          "The function is attached to one or more cache behaviors.",
        );
      table.delete(id);
      return {};
    },
    ListFunctions: (input, operation) => {
      const { Stage } = input as InputOf<"ListFunctions">;
      const all = table.all().filter(({ live }) => Stage !== "LIVE" || live !== undefined);
      return pageOf(
        operation,
        input,
        all.map((fn) => valuesOf(fn, Stage ?? "DEVELOPMENT")),
        ({ Name }) => String(Name),
      );
    },
  };
}

function stageOf(fn: StoredFunction, stage: Stage): FunctionStage {
  const found = stage === "LIVE" ? fn.live : fn.development;
  if (found) return found;
  throw new CloudFrontError("NoSuchFunctionExists", "The function does not exist at this stage.");
}

function summaryOf(fn: StoredFunction, stage: Stage) {
  const { config, lastModified } = stageOf(fn, stage);
  const isPublished = fn.live?.etag === fn.development.etag;
  return {
    Name: fn.id,
    Status: isPublished || stage === "LIVE" ? "DEPLOYED" : "UNPUBLISHED",
    FunctionConfig: config,
    FunctionMetadata: {
      FunctionARN: functionArn(fn.id),
      Stage: stage,
      CreatedTime: fn.created,
      LastModifiedTime: lastModified,
    },
  };
}

function valuesOf(fn: StoredFunction, stage: Stage) {
  const { etag, code } = stageOf(fn, stage);
  const FunctionSummary = summaryOf(fn, stage);
  return {
    ...FunctionSummary,
    FunctionSummary,
    FunctionCode: code,
    ContentType: "application/octet-stream",
    ETag: etag,
    Location: `/2020-05-31/function/${fn.id}`,
  };
}

const runnables = new WeakMap<FunctionStage, Map<string, CloudFrontFunction>>();

/** The function of a stage as the edge runs it; the same object each time, so that it is started once. */
export function runnable(
  fn: StoredFunction,
  at: FunctionStage,
  eventType: CloudFrontFunction["eventType"],
): CloudFrontFunction {
  const known = runnables.get(at) ?? new Map<string, CloudFrontFunction>();
  const made = known.get(eventType) ?? asRun(fn, at, eventType);
  runnables.set(at, known.set(eventType, made));
  return made;
}

function asRun(
  fn: StoredFunction,
  at: FunctionStage,
  eventType: CloudFrontFunction["eventType"],
): CloudFrontFunction {
  const [association] = at.config.KeyValueStoreAssociations;
  return {
    type: "cloudfront-function",
    eventType,
    arn: functionArn(fn.id),
    name: fn.id,
    runtime: at.config.Runtime,
    code: Buffer.from(at.code, "base64").toString("utf8"),
    ...(association && { keyValueStoreArn: association.KeyValueStoreARN }),
  };
}

/** Of an event that is no JSON, the test itself says so. */
function eventTypeOf(event: string): CloudFrontFunction["eventType"] {
  const isResponse = fieldOf(fieldOf(parsedJson(event), "context"), "eventType") === "viewer-response";
  return isResponse ? "viewer-response" : "viewer-request";
}

/** What a function returned, under the name of what it is: an answer has a status. */
function functionOutput(output: string): string {
  if (output === "") return "";
  const isAnswer = fieldOf(parsedJson(output), "statusCode") !== undefined;
  return `{"${isAnswer ? "response" : "request"}":${output}}`;
}
