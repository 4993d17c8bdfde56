import { OutlastError } from "../../../errors/outlast-error";
import { readPolicyDocument } from "../../../facts/s3/policy-document";
import type { Clock } from "../../edge";
import { checkReplication, S3Error } from "../../regions";
import { parseBucketPolicy } from "../../regions/policy/parse";
import type { Upstream } from "../forward";
import { type CloudRequest, type CloudResponse, emptyResponse, xmlResponse } from "../http";
import { element, XmlError, xmlDocument } from "../xml/element";
import {
  type BucketSettingsTable,
  type CloudBucketSettings,
  isSuspended,
  newBucketsBlock,
  noBlock,
} from "./bucket-settings";
import { s3ErrorResponse } from "./errors";
import { isKept, KeptSettings } from "./kept-settings";
import type { MotoObjects } from "./moto-client";
import { defaultEncryption, newBlock } from "./new-bucket";
import { readReplicationRules } from "./replication-xml";
import { answerRequestPayment } from "./request-payment";
import { readCorsXml, readPublicAccessBlock, readWebsiteXml } from "./settings-xml";

type Setting = keyof CloudBucketSettings;
/** Those that are XML, which moto checks and keeps. */
type XmlSetting = Exclude<Setting, "policy" | "kept">;

const settings: readonly (XmlSetting | "policy")[] = [
  "policy",
  "replication",
  "website",
  "cors",
  "publicAccessBlock",
];

/**
 * Answers for the settings of a bucket that decide what an edge gets, and keeps them. moto keeps them as well, with two
 * exceptions: it takes a statement of a policy whose condition does not hold for a denial, so a policy that refuses
 * plain HTTP would shut out the bucket's owner; and it forgets whether delete markers are replicated.
 */
export class SettingsFront {
  readonly #kept: KeptSettings;

  constructor(
    private readonly upstream: Upstream,
    private readonly objects: Pick<MotoObjects, "regionOf">,
    private readonly settings: BucketSettingsTable,
    private readonly clock: Pick<Clock, "now">,
  ) {
    this.#kept = new KeptSettings(upstream, settings);
  }

  /** The answer to a request for a setting that is kept here; undefined for any other. */
  async handle(request: CloudRequest, bucket: string): Promise<CloudResponse | undefined> {
    if (request.query.get("requestPayment") === "")
      return (await this.#missingBucket(request, bucket)) ?? answerRequestPayment(request);
    if (request.query.get("encryption") === "" && request.method === "GET") return this.#encryption(request);
    if (request.query.get("policyStatus") === "")
      return (await this.#missingBucket(request, bucket)) ?? this.#policyStatus(bucket);
    const setting = settings.find((name) => request.query.get(name) === "");
    if (setting === undefined)
      return isKept(request)
        ? ((await this.#missingBucket(request, bucket)) ?? this.#kept.handle(request, bucket))
        : undefined;
    if (setting === "policy") return this.#policy(request, bucket);
    switch (request.method) {
      case "GET":
        return this.#read(request, bucket, setting);
      case "PUT":
        return this.#put(request, bucket, setting);
      case "DELETE":
        return this.#delete(request, bucket, setting);
      default:
        return undefined;
    }
  }

  async #policy(request: CloudRequest, bucket: string): Promise<CloudResponse | undefined> {
    switch (request.method) {
      case "GET":
        return (await this.#missingBucket(request, bucket)) ?? this.#readPolicy(bucket);
      case "PUT":
        return (await this.#missingBucket(request, bucket)) ?? this.#putPolicy(request, bucket);
      case "DELETE":
        this.settings.set(bucket, "policy", undefined);
        return emptyResponse(204);
      default:
        return undefined;
    }
  }

  #readPolicy(bucket: string): CloudResponse {
    const { policy } = this.settings.get(bucket);
    if (policy === undefined)
      return s3ErrorResponse(404, "NoSuchBucketPolicy", "The bucket policy does not exist", {
        BucketName: bucket,
      });
    return { status: 200, headers: { "content-type": "application/json" }, body: policy };
  }

  #policyStatus(bucket: string): CloudResponse {
    const { policy } = this.settings.get(bucket);
    if (policy === undefined) return this.#readPolicy(bucket);
    return xmlResponse(
      200,
      xmlDocument("PolicyStatus", element("IsPublic", String(isPublic(policy, bucket)))),
    );
  }

  #putPolicy(request: CloudRequest, bucket: string): CloudResponse {
    const policy = request.body.toString("utf8");
    if ("problem" in readPolicyDocument(policy))
      return s3ErrorResponse(400, "MalformedPolicy", "This policy contains invalid Json or no statement");
    const { blockPublicPolicy } = this.settings.get(bucket).publicAccessBlock ?? newBucketsBlock;
    if (blockPublicPolicy && isPublic(policy, bucket))
      return s3ErrorResponse(
        403,
        "AccessDenied",
        `The policy of ${bucket} is not taken, because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
      );
    this.settings.set(bucket, "policy", policy);
    return emptyResponse(204);
  }

  async #read(request: CloudRequest, bucket: string, setting: XmlSetting): Promise<CloudResponse> {
    const { replication, publicAccessBlock } = this.settings.get(bucket);
    if (setting === "replication" && replication) return xmlResponse(200, replication.xml);
    return setting === "publicAccessBlock" && publicAccessBlock === undefined
      ? ((await this.#missingBucket(request, bucket)) ?? newBlock())
      : this.upstream.send(request);
  }

  /** A bucket always encrypts: what moto has none for is S3's own. */
  async #encryption(request: CloudRequest): Promise<CloudResponse> {
    const response = await this.upstream.send(request);
    const isDefault = Buffer.from(response.body).includes("ServerSideEncryptionConfigurationNotFoundError");
    return isDefault ? defaultEncryption() : response;
  }

  async #put(request: CloudRequest, bucket: string, setting: XmlSetting): Promise<CloudResponse> {
    if (setting === "replication" && isSuspended(this.settings.get(bucket)))
      return s3ErrorResponse(
        400,
        "InvalidRequest",
        "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
      );
    try {
      const value = this.#valueOf(setting, request.body.toString("utf8"), bucket);
      const response = await this.upstream.send(request);
      if (response.status < 300) this.settings.set(bucket, setting, value);
      return response;
    } catch (error) {
      if (error instanceof XmlError) return s3ErrorResponse(400, "MalformedXML", error.message);
      if (error instanceof S3Error) return s3ErrorResponse(error.status, error.code, error.message);
      if (error instanceof OutlastError) return s3ErrorResponse(400, "InvalidRequest", error.message);
      throw error;
    }
  }

  #valueOf(setting: XmlSetting, xml: string, bucket: string): CloudBucketSettings[XmlSetting] {
    switch (setting) {
      case "website":
        return readWebsiteXml(xml);
      case "cors":
        return readCorsXml(xml, bucket);
      case "publicAccessBlock":
        return readPublicAccessBlock(xml);
      case "replication": {
        const rules = readReplicationRules(xml);
        checkReplication(bucket, rules);
        return { xml, configuration: { rules, since: this.clock.now() } };
      }
    }
  }

  async #delete(request: CloudRequest, bucket: string, setting: XmlSetting): Promise<CloudResponse> {
    const response = await this.upstream.send(request);
    const without = setting === "publicAccessBlock" ? noBlock : undefined;
    if (response.status < 300) this.settings.set(bucket, setting, without);
    return response;
  }

  /** moto's own words where there is no such bucket. One that has been asked for is known until it is deleted. */
  async #missingBucket(request: CloudRequest, bucket: string): Promise<CloudResponse | undefined> {
    if ((await this.objects.regionOf(bucket)) !== undefined) return undefined;
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

/** Whether everybody is let in; a policy that cannot be evaluated lets in nobody. */
function isPublic(policy: string, bucket: string): boolean {
  try {
    return parseBucketPolicy(policy, `arn:aws:s3:::${bucket}`).isPublic;
  } catch (error) {
    if (error instanceof OutlastError) return false;
    throw error;
  }
}
