import { requestPath } from "../../../facts/site/object-path";
import { accountId } from "../cloudfront/ids";
import type { Upstream } from "../forward";
import type { CloudRequest, CloudResponse } from "../http";
import { jsonOf, parseObject, sendInternal } from "../internal";
import type { CodeStore } from "./code-store";

/** Where the endpoint gives archives away; no bucket can have this name. */
export const codePath = "/_lambda-code";

/** What a call of a function came to, as Lambda hands it on. */
export interface InvocationAnswer {
  readonly value?: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
}

/** Calls a function that somebody here runs; undefined for any other. */
export type Invoker = (
  name: string,
  region: string | undefined,
  event: unknown,
) => Promise<InvocationAnswer> | undefined;

const invocationPath = /^\/\d{4}-\d\d-\d\d\/functions\/([^/]+)\/invocations$/;

/** Whether a function is called: that may take a minute, and it asks the local AWS itself meanwhile. */
export function isInvocation({ method, path }: CloudRequest): boolean {
  return method === "POST" && invocationPath.test(path);
}

/**
 * In front of moto's Lambda. It keeps the archives: moto forgets the code of a version as soon as the next one is
 * uploaded, and gives an address for it that nobody answers.
 */
export class LambdaFront {
  constructor(
    private readonly upstream: Upstream,
    private readonly store: CodeStore,
    /** "http://127.0.0.1:4566" */
    private readonly endpoint: { readonly url: () => string; readonly accessKey: string | undefined },
    /** The version of a function that a distribution runs, by the ARN of the function or of one version. */
    private readonly replicated: (arn: string) => string | undefined,
  ) {}

  /** Who runs functions, where somebody does: moto would need a container. */
  invoker: Invoker = () => undefined;

  /** Waits for the function, as a client does that asks for its answer. */
  async invoke(request: CloudRequest): Promise<CloudResponse> {
    const [, name = ""] = invocationPath.exec(request.path) ?? [];
    const event = request.body.length === 0 ? {} : parseObject(request.body);
    const answer = await this.invoker(decodeURIComponent(name), request.region, event);
    if (answer === undefined) return this.upstream.send(request);
    const { error, value } = answer;
    const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
    return {
      status: 200,
      headers: error ? { ...headers, "x-amz-function-error": "Unhandled" } : headers,
      body: JSON.stringify(error ?? value ?? null),
    };
  }

  async handle(request: CloudRequest): Promise<CloudResponse> {
    const match = /^\/\d{4}-\d\d-\d\d\/functions(?:\/([^/]+))?(?:\/(code|versions|configuration))?\/?$/.exec(
      request.path,
    );
    const [, name, part] = match ?? [];
    if (match === null) return this.upstream.send(request);
    if (request.method === "GET" && name !== undefined && part === undefined) return this.#get(request);
    if (request.method === "DELETE" && name !== undefined && part === undefined) return this.#delete(request);
    const isCode =
      (request.method === "POST" && name === undefined) || (request.method === "PUT" && part === "code");
    if (isCode) return this.#upload(request);
    if (request.method === "POST" && part === "versions") return this.#publish(request);
    return this.upstream.send(request);
  }

  /** The archive at `codePath`. */
  code(request: CloudRequest): CloudResponse {
    const arn = request.query.get("arn") ?? "";
    const archive = this.store.version(arn)?.archive ?? this.store.latest(arn);
    if (archive === undefined) return { status: 404, headers: {}, body: "" };
    return { status: 200, headers: { "content-type": "application/zip" }, body: archive };
  }

  async #upload(request: CloudRequest): Promise<CloudResponse> {
    const body = parseObject(request.body) ?? {};
    const source = (request.method === "POST" ? body.Code : body) as
      | Readonly<Record<string, unknown>>
      | undefined;
    const archive = await this.#archive(source ?? {}, request.region);
    const response = await this.upstream.send(request);
    const configuration = jsonOf(response);
    if (response.status >= 300 || configuration === undefined || archive === undefined) return response;
    this.store.setLatest(unqualified(configuration), archive);
    if (body.Publish === true) this.#keep(configuration, archive);
    return response;
  }

  async #publish(request: CloudRequest): Promise<CloudResponse> {
    const response = await this.upstream.send(request);
    const configuration = jsonOf(response);
    if (response.status >= 300 || configuration === undefined) return response;
    const archive = this.store.latest(unqualified(configuration));
    if (archive) this.#keep(configuration, archive);
    return response;
  }

  async #get(request: CloudRequest): Promise<CloudResponse> {
    const response = await this.upstream.send(request);
    const body = jsonOf(response);
    const configuration = body?.Configuration as Readonly<Record<string, unknown>> | undefined;
    if (response.status !== 200 || body === undefined || configuration === undefined) return response;
    const arn = request.query.has("Qualifier") ? qualified(configuration) : unqualified(configuration);
    const { url, accessKey } = this.endpoint;
    // A presigned URL, as AWS's are.
    const query = new URLSearchParams({ arn, ...(accessKey && { AWSAccessKeyId: accessKey }) });
    const location = `${url()}${codePath}?${query}`;
    const code = { ...(body.Code as object | undefined), Location: location };
    return { ...response, body: JSON.stringify({ ...body, Code: code }) };
  }

  async #delete(request: CloudRequest): Promise<CloudResponse> {
    const name = decodeURIComponent(request.path.split("/")[3] ?? "");
    const qualifier = request.query.get("Qualifier");
    const unqualified = name.startsWith("arn:")
      ? name
      : `arn:aws:lambda:${request.region ?? "us-east-1"}:${accountId}:function:${name}`;
    const arn = qualifier === null ? unqualified : `${unqualified}:${qualifier}`;
    const replicated = this.replicated(arn);
    if (replicated !== undefined) return refusedAsReplicated(replicated);
    const response = await this.upstream.send(request);
    if (response.status < 300) this.store.delete(arn);
    return response;
  }

  async #archive(
    source: Readonly<Record<string, unknown>>,
    region: string | undefined,
  ): Promise<Buffer | undefined> {
    const { ZipFile, S3Bucket, S3Key, S3ObjectVersion } = source;
    if (typeof ZipFile === "string") return Buffer.from(ZipFile, "base64");
    if (typeof S3Bucket !== "string" || typeof S3Key !== "string") return undefined;
    const version =
      typeof S3ObjectVersion === "string" ? `versionId=${encodeURIComponent(S3ObjectVersion)}` : "";
    const object = await sendInternal(this.upstream, {
      service: "s3",
      region: region ?? "us-east-1",
      method: "GET",
      path: `/${S3Bucket}/${requestPath(S3Key)}`,
      query: version,
    });
    return object.status === 200 ? Buffer.from(object.body) : undefined;
  }

  #keep(configuration: Readonly<Record<string, unknown>>, archive: Buffer): void {
    const { FunctionName, Role, Runtime, Handler, Timeout, MemorySize, Architectures, Environment } =
      configuration;
    const variables = (Environment as { readonly Variables?: object } | undefined)?.Variables ?? {};
    this.store.addVersion({
      arn: qualified(configuration),
      name: String(FunctionName),
      role: String(Role),
      runtime: String(Runtime),
      handler: String(Handler),
      timeout: Number(Timeout ?? 3),
      memorySize: Number(MemorySize ?? 128),
      architectures: Array.isArray(Architectures) ? Architectures.map(String) : ["x86_64"],
      hasEnvironment: Object.keys(variables).length > 0,
      archive,
    });
  }
}

/** Lambda@Edge guide, "Delete Lambda@Edge functions and replicas", in Lambda's words. */
function refusedAsReplicated(arn: string): CloudResponse {
  const Message = `Lambda was unable to delete ${arn} because it is a replicated function. Please see our documentation for Deleting Lambda@Edge Functions and Replicas.`;
  return {
    status: 400,
    headers: { "content-type": "application/json", "x-amzn-errortype": "InvalidParameterValueException" },
    body: JSON.stringify({ Type: "User", Message }),
  };
}

function unqualified({ FunctionArn }: Readonly<Record<string, unknown>>): string {
  return String(FunctionArn).split(":").slice(0, 7).join(":");
}

function qualified(configuration: Readonly<Record<string, unknown>>): string {
  return `${unqualified(configuration)}:${configuration.Version}`;
}
