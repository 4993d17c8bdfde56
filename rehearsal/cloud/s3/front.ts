import type { Clock } from "../../edge";
import type { FaultEffect } from "../../regions";
import { meet, statusError } from "../../regions/faults/meet";
import type { Upstream } from "../forward";
import { type CloudRequest, type CloudResponse, type ConnectionLost, connectionLost } from "../http";
import type { BucketSettingsTable } from "./bucket-settings";
import { s3ErrorResponse } from "./errors";
import type { CloudFaults } from "./faults";
import type { MotoObjects } from "./moto-client";
import { isUnknown } from "./operations";
import type { MotoReplication } from "./replication";
import type { SettingsFront } from "./settings-front";
import { pathStyle, type S3Target, targetOf } from "./target";
import type { VersionIds } from "./version-ids";
import { writesOf } from "./writes";

/** How long a client of S3 is kept waiting where nobody answers, in milliseconds. */
const PATIENCE = { connectTimeout: 10_000, readTimeout: 30_000 };

export interface S3FrontOptions {
  readonly upstream: Upstream;
  readonly objects: MotoObjects;
  readonly settings: BucketSettingsTable;
  readonly settingsFront: SettingsFront;
  readonly replication: MotoReplication;
  readonly versions: VersionIds;
  readonly faults: CloudFaults;
  readonly clock: Clock;
  /** The refusal of an operation that nobody here has. */
  readonly unknown: (request: CloudRequest) => CloudResponse;
}

/** In front of moto's S3: faults of the region, replication of what is written, and S3's own view of versions. */
export class S3Front {
  constructor(private readonly options: S3FrontOptions) {}

  async handle(given: CloudRequest): Promise<CloudResponse | ConnectionLost> {
    const request = pathStyle(given);
    const target = targetOf(request);
    const { bucket, key } = target;
    const { faults, clock, settingsFront, unknown } = this.options;
    const effect = bucket === undefined ? undefined : await faults.strike(bucket, key ?? "");
    const failure = await meet(effect, 0, clock, PATIENCE);
    if (failure !== undefined) return connectionLost;
    if (effect?.kind === "status") return refused(effect.status, bucket ?? "");
    if (isUnknown(request, target)) return unknown(request);
    const kept =
      bucket !== undefined && key === undefined ? await settingsFront.handle(request, bucket) : undefined;
    const response = kept ?? (await this.#forward(request, target));
    await this.#trickle(effect, response);
    return response;
  }

  async #forward(request: CloudRequest, target: S3Target): Promise<CloudResponse> {
    const { upstream, replication, settings, objects } = this.options;
    const { bucket, key } = target;
    const asked = bucket === undefined ? request : this.#withStoredVersions(request, bucket);
    const response = await upstream.send(asked);
    if (bucket === undefined) return response;
    for (const write of writesOf(asked, response, target)) await replication.record(write);
    if (
      request.method === "DELETE" &&
      key === undefined &&
      request.rawQuery.replace(/^x-id=\w+$/, "") === "" &&
      response.status < 300
    ) {
      settings.delete(bucket);
      objects.forget(bucket);
    }
    return this.#asShown(request, response, bucket, key);
  }

  /** The request with moto's ids of versions in place of S3's. */
  #withStoredVersions(request: CloudRequest, bucket: string): CloudRequest {
    const { versions } = this.options;
    const shown = request.query.get("versionId");
    const copySource = request.headers["x-amz-copy-source"];
    const isBatch = request.method === "POST" && request.query.has("delete");
    if (shown === null && copySource === undefined && !isBatch) return request;
    const query = new URLSearchParams(request.query);
    if (shown !== null) query.set("versionId", versions.stored(bucket, shown));
    const from = /^\/?([^/]+)\/.*\?versionId=(.+)$/.exec(copySource ?? "");
    const stored = from && versions.stored(from[1] as string, from[2] as string);
    return {
      ...request,
      ...(shown !== null && { query, rawQuery: query.toString() }),
      ...(from && {
        headers: {
          ...request.headers,
          "x-amz-copy-source": copySource?.replace(/versionId=.+$/, `versionId=${stored}`),
        },
      }),
      ...(isBatch && {
        body: Buffer.from(replaceIds(request.body.toString("utf8"), (id) => versions.stored(bucket, id))),
      }),
    };
  }

  /** The answer with S3's ids of versions and its word on replication. */
  #asShown(
    request: CloudRequest,
    response: CloudResponse,
    bucket: string,
    key: string | undefined,
  ): CloudResponse {
    const { versions, replication } = this.options;
    const id = response.headers["x-amz-version-id"];
    if (key === undefined) {
      const listsVersions = request.query.has("versions") || request.query.has("delete");
      if (!listsVersions || response.status !== 200) return response;
      const body = replaceIds(Buffer.from(response.body).toString("utf8"), (stored) =>
        versions.shown(bucket, stored),
      );
      return { ...response, body };
    }
    if (typeof id !== "string") return response;
    const isRead = request.method === "GET" || request.method === "HEAD";
    const status = isRead ? replication.status(bucket, id) : undefined;
    const headers = {
      ...response.headers,
      "x-amz-version-id": versions.shown(bucket, id),
      ...(status !== undefined && { "x-amz-replication-status": status }),
    };
    return { ...response, headers };
  }

  async #trickle(effect: FaultEffect | undefined, { body }: CloudResponse): Promise<void> {
    if (effect?.kind === "throttle")
      await this.options.clock.sleep((body.length / effect.bytesPerSecond) * 1000);
  }
}

function refused(status: 403 | 404 | 500 | 503, bucket: string): CloudResponse {
  const { code, message, options } = statusError(status, bucket);
  return s3ErrorResponse(status, code, message, options.details);
}

function replaceIds(xml: string, replace: (id: string) => string): string {
  return xml.replace(
    /<((?:DeleteMarker)?VersionId)>([^<]+)<\//g,
    (_all, name, id) => `<${name}>${replace(id)}</`,
  );
}
