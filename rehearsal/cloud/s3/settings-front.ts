import type { Clock } from "../../edge";
import { checkReplication, RegionsError } from "../../regions";
import type { Upstream } from "../forward";
import { type CloudRequest, type CloudResponse, emptyResponse, xmlResponse } from "../http";
import { XmlError } from "../xml/element";
import type { BucketSettingsTable } from "./bucket-settings";
import { s3ErrorResponse } from "./errors";
import { readReplicationRules } from "./replication-xml";

/**
 * Answers for a bucket's policy and replication configuration. moto takes a statement whose condition does not hold
 * for a denial, so a policy that refuses plain HTTP would shut out the bucket's owner; and it forgets whether delete
 * markers are replicated.
 */
export class SettingsFront {
  constructor(
    private readonly upstream: Upstream,
    private readonly settings: BucketSettingsTable,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  /** The answer to a request for a setting that is kept here; undefined for any other. */
  async handle(request: CloudRequest, bucket: string): Promise<CloudResponse | undefined> {
    const kept = this.settings.get(bucket);
    const { policy, replication, ...others } = kept;
    const which = request.query.has("policy")
      ? "policy"
      : request.query.has("replication")
        ? "replication"
        : undefined;
    if (which === undefined || request.query.get(which) !== "") return undefined;
    switch (`${request.method} ${which}`) {
      case "GET policy":
        return (await this.#missingBucket(request, bucket)) ?? readPolicy(bucket, policy);
      case "PUT policy":
        return (await this.#missingBucket(request, bucket)) ?? this.#putPolicy(request, bucket);
      case "DELETE policy":
        return this.#store(bucket, { ...others, ...(replication && { replication }) });
      case "GET replication":
        return replication === undefined ? this.upstream.send(request) : xmlResponse(200, replication.xml);
      case "PUT replication":
        return this.#putReplication(request, bucket);
      case "DELETE replication": {
        const response = await this.upstream.send(request);
        if (response.status < 300)
          this.#store(bucket, { ...others, ...(policy !== undefined && { policy }) });
        return response;
      }
      default:
        return undefined;
    }
  }

  #putPolicy(request: CloudRequest, bucket: string): CloudResponse {
    const policy = request.body.toString("utf8");
    if (!isPolicy(policy))
      return s3ErrorResponse(400, "MalformedPolicy", "This policy contains invalid Json or no statement");
    return this.#store(bucket, { ...this.settings.get(bucket), policy });
  }

  async #putReplication(request: CloudRequest, bucket: string): Promise<CloudResponse> {
    const xml = request.body.toString("utf8");
    try {
      const rules = readReplicationRules(xml);
      checkReplication(bucket, rules);
      const response = await this.upstream.send(request);
      if (response.status >= 300) return response;
      const replication = { xml, configuration: { rules, since: this.clock.now() } };
      this.#store(bucket, { ...this.settings.get(bucket), replication });
      return response;
    } catch (error) {
      if (error instanceof XmlError) return s3ErrorResponse(400, "MalformedXML", error.message);
      if (error instanceof RegionsError) return s3ErrorResponse(400, "InvalidRequest", error.message);
      throw error;
    }
  }

  #store(bucket: string, settings: ReturnType<BucketSettingsTable["get"]>): CloudResponse {
    this.settings.set(bucket, settings);
    return emptyResponse(204);
  }

  /** moto's own words where there is no such bucket. */
  async #missingBucket(request: CloudRequest, bucket: string): Promise<CloudResponse | undefined> {
    const query = "location=";
    const probe = {
      ...request,
      method: "GET",
      path: `/${bucket}`,
      rawQuery: query,
      query: new URLSearchParams(query),
      body: Buffer.alloc(0),
    };
    const response = await this.upstream.send(probe);
    return response.status === 404 ? response : undefined;
  }
}

function readPolicy(bucket: string, policy: string | undefined): CloudResponse {
  if (policy === undefined)
    return s3ErrorResponse(404, "NoSuchBucketPolicy", "The bucket policy does not exist", {
      BucketName: bucket,
    });
  return { status: 200, headers: { "content-type": "application/json" }, body: policy };
}

function isPolicy(text: string): boolean {
  try {
    const document: { Statement?: unknown } | null = JSON.parse(text);
    return (
      typeof document === "object" && typeof document?.Statement === "object" && document.Statement !== null
    );
  } catch {
    return false;
  }
}
