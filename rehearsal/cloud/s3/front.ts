import type { Clock } from "../../edge";
import type { FaultEffect } from "../../regions";
import { meet, statusError } from "../../regions/faults/meet";
import type { Upstream } from "../forward";
import { type CloudRequest, type CloudResponse, type ConnectionLost, connectionLost } from "../http";
import { type BucketSettingsTable, isSuspended } from "./bucket-settings";
import { s3ErrorResponse } from "./errors";
import type { CloudFaults } from "./faults";
import { withHeaders } from "./headers";
import { withListing } from "./listing";
import type { Locks } from "./locks";
import { withMarker } from "./markers";
import type { MotoObjects } from "./moto-client";
import { asNewBucket } from "./new-bucket";
import { withAttributes } from "./object-attributes";
import { withChecksum } from "./object-checksums";
import { withObjectPart } from "./object-parts";
import { isUnknown } from "./operations";
import { isLostUpload, noSuchUpload } from "./parts";
import { asPosted, asPut, isPostForm, readPostForm } from "./post-form";
import { refusedAsIs, refusedAsSent } from "./refusals";
import type { MotoReplication, ObservedWrite } from "./replication";
import type { SettingsFront } from "./settings-front";
import { asShown, ownerAsShown } from "./shown";
import { asStored } from "./stored";
import { inItsRegion, pathOf, pathStyle, type S3Target, targetOf } from "./target";
import type { Versions } from "./versions";
import { quiet, touchedKeys, unmarked, withMarkers, withRemovedMarkers, writesOf } from "./writes";

type Send = (request: CloudRequest) => Promise<CloudResponse>;

/** How long a client of S3 is kept waiting where nobody answers, in milliseconds. */
const PATIENCE = { connectTimeout: 10_000, readTimeout: 30_000 };

export interface S3FrontOptions {
  readonly upstream: Upstream;
  readonly objects: MotoObjects;
  readonly settings: BucketSettingsTable;
  readonly settingsFront: SettingsFront;
  readonly replication: MotoReplication;
  readonly versions: Versions;
  /** Keeps requests apart from what replication puts in order. */
  readonly locks: Locks;
  readonly faults: CloudFaults;
  readonly clock: Clock;
  /** Runs what changes moto and the endpoint together. */
  readonly atOnce: <T>(work: () => Promise<T>) => Promise<T>;
  /** The refusal of an operation that nobody here has. */
  readonly unknown: (request: CloudRequest) => CloudResponse;
}

/** In front of moto's S3: faults of the region, S3's refusals, replication of what is written, and its view of versions. */
export class S3Front {
  constructor(private readonly options: S3FrontOptions) {}

  async handle(given: CloudRequest): Promise<CloudResponse | ConnectionLost> {
    const request = inItsRegion(pathStyle(given));
    const target = targetOf(request);
    const { bucket, key } = target;
    if (bucket !== undefined && key === undefined && isPostForm(request.method, request.headers))
      return this.#post(request, bucket);
    const { faults, clock, settingsFront, unknown } = this.options;
    const effect = bucket === undefined ? undefined : await faults.strike(bucket, key ?? "");
    const failure = await meet(effect, 0, clock, PATIENCE);
    if (failure !== undefined) return connectionLost;
    if (effect?.kind === "status") return refused(effect.status, bucket ?? "");
    if (isUnknown(request, target)) return unknown(request);
    const refusal = await refusedAsSent(request, target, clock.now());
    if (refusal !== undefined) return refusal;
    const response = await this.options.atOnce(async () => {
      const isSetting = bucket !== undefined && key === undefined;
      const kept = isSetting ? await settingsFront.handle(request, bucket) : undefined;
      return kept ?? this.#forward(request, target);
    });
    await this.#trickle(effect, response);
    return response;
  }

  /** A form is a put by other means. */
  async #post(request: CloudRequest, bucket: string): Promise<CloudResponse | ConnectionLost> {
    const form = await readPostForm(request);
    if (form === undefined)
      return s3ErrorResponse(
        400,
        "MalformedPOSTRequest",
        "The body of your POST request is not well-formed multipart/form-data.",
      );
    const put = asPut(request, bucket, form, this.options.clock.now());
    if ("status" in put) return put;
    const response = await this.handle(put);
    return response === connectionLost ? response : asPosted(form, put, bucket, response);
  }

  async #forward(request: CloudRequest, target: S3Target): Promise<CloudResponse> {
    const { upstream, locks, versions } = this.options;
    const { bucket } = target;
    if (bucket === undefined) return ownerAsShown(await upstream.send(request));
    const asked = asStored(request, { ...target, bucket }, versions);
    const keys = touchedKeys(asked, target).map((key) => `${bucket}/${key}`);
    const names = target.key === undefined ? [...keys, bucket] : keys;
    return locks.shared(names, () => this.#perform(request, asked, { ...target, bucket }));
  }

  async #perform(
    request: CloudRequest,
    asked: CloudRequest,
    target: S3Target & { readonly bucket: string },
  ): Promise<CloudResponse> {
    const { upstream, settings, objects, versions } = this.options;
    const { bucket, key } = target;
    const refusal = await refusedAsIs(asked, target, objects);
    if (refusal !== undefined) return refusal;
    const complete = await asNewBucket(asked, target, objects);
    const wrappers = [withAttributes, withChecksum, withMarker];
    const send = wrappers.reduceRight<Send>(
      (inner, wrap) => (one) => wrap(one, target, objects, inner),
      (one) =>
        withListing(one, target, (listing) =>
          withObjectPart(listing, target, objects, (part) => upstream.send(part)),
        ),
    );
    const sent = await send(complete);
    if (await isLostUpload(asked, sent, target, objects)) return noSuchUpload();
    const response = await this.#marked(asked, sent, target);
    for (const write of writesOf(asked, response, target)) await this.#record(write);
    if (
      request.method === "DELETE" &&
      key === undefined &&
      request.rawQuery.replace(/^x-id=\w+$/, "") === "" &&
      response.status < 300
    ) {
      settings.delete(bucket);
      objects.forget(bucket);
      versions.forget(bucket);
    }
    return asShown(request, withHeaders(request, quiet(request, response), target), target, versions);
  }

  /** With a delete marker for what was not there: S3 makes one, and moto does not. */
  async #marked(
    request: CloudRequest,
    response: CloudResponse,
    { bucket, key }: S3Target & { readonly bucket: string },
  ): Promise<CloudResponse> {
    const { objects, versions } = this.options;
    if (response.status >= 300 || (request.method !== "DELETE" && !request.query.has("delete")))
      return response;
    const isPlain = request.query.size === 0 || request.rawQuery === "x-id=DeleteObject";
    if (key !== undefined && isPlain && response.headers["x-amz-version-id"] === undefined)
      return objects.delete(bucket, key);
    const markers = new Map<string, string>();
    for (const absent of key === undefined ? unmarked(request, response) : []) {
      const { headers } = await objects.delete(bucket, absent);
      const versionId = headers["x-amz-version-id"];
      if (typeof versionId !== "string") continue;
      markers.set(absent, versionId);
      await this.#record({ bucket, key: absent, kind: "delete-marker", versionId });
    }
    const marked = markers.size > 0 ? withMarkers(response, markers) : response;
    const isMarker = (id: string) => versions.known(bucket, id)?.isMarker === true;
    return key === undefined ? withRemovedMarkers(marked, isMarker) : marked;
  }

  /**
   * Where versioning is suspended, what is written takes the place of the version whose id is "null", and of no other (S3
   * user guide, "Working with objects in a versioning-suspended bucket").
   */
  async #record(write: ObservedWrite): Promise<void> {
    const { replication, settings, versions, objects } = this.options;
    const { bucket, key } = write;
    const isReplacing = write.kind !== "tags" && isSuspended(settings.get(bucket));
    const former = versions.stored(bucket, key, "null");
    await replication.record(write);
    if (isReplacing)
      await objects.send("DELETE", pathOf(bucket, key), `versionId=${encodeURIComponent(former)}`);
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
