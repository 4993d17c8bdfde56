import type { CloudFrontFunction } from "../../../edge";
import { type CloudResponse, emptyResponse, xmlResponse } from "../../http";
import { element, escapeXml, xmlDocument } from "../../xml/element";
import type { CloudFrontContext } from "../context";
import { checkIfMatch } from "../entities";
import { CloudFrontError, invalidArgument } from "../errors";
import { functionArn } from "../ids";
import { pageOf, plainList, timestamp } from "../lists";
import type { Call, Operation } from "../operation";
import { checkFunction } from "../refusals/function";
import {
  createFunctionRequest,
  functionConfig,
  testFunctionRequest,
  updateFunctionRequest,
} from "../shapes/functions";
import { behaviorsOf, type FunctionStage, type StoredFunction } from "../state";
import { checkedTags } from "./tagging";

type Stage = "DEVELOPMENT" | "LIVE";

/** CloudFront Functions: changes go to DEVELOPMENT, and to the edges when they are published. */
export function functionOperations(context: CloudFrontContext): Operation[] {
  const { state, ids, clock, changed } = context;
  const table = state.functions;

  const staged = (
    call: Call,
    byDefault: Stage = "DEVELOPMENT",
  ): { fn: StoredFunction; stage: Stage; at: FunctionStage } => {
    const fn = table.get(call.parameter("name"));
    const stage = (call.query("Stage") || byDefault) as Stage;
    const at = stageOf(fn, stage);
    return { fn, stage, at };
  };

  return [
    {
      name: "CreateFunction",
      method: "POST",
      path: "/function",
      handle: (call) => {
        const request = call.body("CreateFunctionRequest", createFunctionRequest);
        const { Name: name, FunctionConfig: config, FunctionCode: code } = request;
        if (!/^[a-zA-Z0-9-_]{1,64}$/.test(name))
          throw invalidArgument(
            "The name of a function has 1 to 64 letters, digits, hyphens and underscores.",
          );
        if (table.find(name))
          throw new CloudFrontError(
            "FunctionAlreadyExists",
            `A function with the name ${name} already exists.`,
          );
        checkFunction(config, code, context);
        const now = clock.now();
        const development = { etag: ids.short(), lastModified: now, config, code };
        const tags = checkedTags(request.Tags?.Items ?? []);
        const fn = table.put({ id: name, etag: development.etag, created: now, development, tags });
        return summaryResponse(201, fn, "DEVELOPMENT", { location: `/2020-05-31/function/${name}` });
      },
    },
    {
      name: "UpdateFunction",
      method: "PUT",
      path: "/function/{name}",
      handle: (call) => {
        const current = table.matching(call.parameter("name"), call.ifMatch);
        const { FunctionConfig: config, FunctionCode: code } = call.body(
          "UpdateFunctionRequest",
          updateFunctionRequest,
        );
        checkFunction(config, code, context);
        const development = { etag: ids.short(), lastModified: clock.now(), config, code };
        const fn = table.put({ ...current, etag: development.etag, development });
        // The API's model spells this operation's header "ETtag", and clients read that one.
        return summaryResponse(200, fn, "DEVELOPMENT", { ettag: fn.etag });
      },
    },
    {
      name: "PublishFunction",
      method: "POST",
      path: "/function/{name}/publish",
      handle: (call) => {
        const current = table.matching(call.parameter("name"), call.ifMatch);
        const fn = table.put({ ...current, live: { ...current.development, lastModified: clock.now() } });
        changed();
        return summaryResponse(200, fn, "LIVE");
      },
    },
    {
      name: "DescribeFunction",
      method: "GET",
      path: "/function/{name}/describe",
      handle: (call) => {
        const { fn, stage } = staged(call);
        return summaryResponse(200, fn, stage);
      },
    },
    {
      name: "GetFunction",
      method: "GET",
      path: "/function/{name}",
      handle: (call) => {
        const { at } = staged(call);
        const headers = { "content-type": "application/octet-stream", etag: at.etag };
        return { status: 200, headers, body: Buffer.from(at.code, "base64") };
      },
    },
    {
      name: "TestFunction",
      method: "POST",
      path: "/function/{name}/test",
      handle: (call) => {
        const fn = table.get(call.parameter("name"));
        const { Stage: stage, EventObject: event } = call.body("TestFunctionRequest", testFunctionRequest);
        const at = stageOf(fn, stage);
        checkIfMatch(call.ifMatch, at.etag);
        return testResponse(fn, stage, Buffer.from(event, "base64").toString("utf8"), context);
      },
    },
    {
      name: "DeleteFunction",
      method: "DELETE",
      path: "/function/{name}",
      handle: (call) => {
        const { id } = table.matching(call.parameter("name"), call.ifMatch);
        const arn = functionArn(id);
        const isInUse = state.distributions
          .all()
          .some(({ config }) =>
            behaviorsOf(config).some((one) =>
              one.FunctionAssociations.some(({ FunctionARN }) => FunctionARN === arn),
            ),
          );
        if (isInUse)
          throw new CloudFrontError(
            "FunctionInUse",
            "The function is attached to one or more cache behaviors.",
          );
        table.delete(id);
        return emptyResponse(204);
      },
    },
    {
      name: "ListFunctions",
      method: "GET",
      path: "/function",
      handle: (call) => {
        const stage = call.query("Stage") as Stage | undefined;
        const all = table.all().filter((fn) => stage !== "LIVE" || fn.live !== undefined);
        const page = pageOf(all, (fn) => fn.id, call);
        const list = plainList(page, (fn) => summary(fn, stage ?? "DEVELOPMENT"));
        return xmlResponse(200, xmlDocument("FunctionList", list));
      },
    },
  ];
}

function stageOf(fn: StoredFunction, stage: Stage): FunctionStage {
  if (stage !== "DEVELOPMENT" && stage !== "LIVE") throw invalidArgument(`There is no stage ${stage}.`);
  const found = stage === "LIVE" ? fn.live : fn.development;
  if (found) return found;
  throw new CloudFrontError("NoSuchFunctionExists", "The function does not exist at this stage.");
}

function summaryContent(fn: StoredFunction, stage: Stage): string {
  const at = stageOf(fn, stage);
  const isPublished = fn.live?.etag === fn.development.etag;
  const metadata =
    element("FunctionARN", functionArn(fn.id)) +
    element("Stage", stage) +
    element("CreatedTime", timestamp(fn.created)) +
    element("LastModifiedTime", timestamp(at.lastModified));
  return (
    element("Name", fn.id) +
    element("Status", isPublished || stage === "LIVE" ? "DEPLOYED" : "UNPUBLISHED") +
    functionConfig.write("FunctionConfig", at.config) +
    element("FunctionMetadata", metadata)
  );
}

function summary(fn: StoredFunction, stage: Stage): string {
  return element("FunctionSummary", summaryContent(fn, stage));
}

function summaryResponse(
  status: number,
  fn: StoredFunction,
  stage: Stage,
  headers: Readonly<Record<string, string>> = {},
): CloudResponse {
  return xmlResponse(status, xmlDocument("FunctionSummary", summaryContent(fn, stage)), {
    etag: stageOf(fn, stage).etag,
    ...headers,
  });
}

/** The function of a stage as the edge runs it. */
export function runnable(
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

/** API shape TestResult. */
function testResponse(
  fn: StoredFunction,
  stage: Stage,
  event: string,
  { testFunction }: CloudFrontContext,
): CloudResponse {
  const result = testFunction(runnable(fn, stageOf(fn, stage), eventTypeOf(event)), event);
  const content =
    summary(fn, stage) +
    element("ComputeUtilization", String(Math.round(result.computeUtilization))) +
    element("FunctionExecutionLogs", result.logs.map((line) => element("member", escapeXml(line))).join("")) +
    element("FunctionErrorMessage", escapeXml(result.errorMessage)) +
    element("FunctionOutput", escapeXml(functionOutput(result.output)));
  return xmlResponse(200, xmlDocument("TestResult", content));
}

/** Of an event that is no JSON, the test itself says so. */
function eventTypeOf(event: string): CloudFrontFunction["eventType"] {
  const isResponse = fieldOf(fieldOf(parsed(event), "context"), "eventType") === "viewer-response";
  return isResponse ? "viewer-response" : "viewer-request";
}

/** What a function returned, under the name of what it is: an answer has a status. */
function functionOutput(output: string): string {
  if (output === "") return "";
  const isAnswer = fieldOf(parsed(output), "statusCode") !== undefined;
  return `{"${isAnswer ? "response" : "request"}":${output}}`;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
