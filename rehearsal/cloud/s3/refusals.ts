import type { CloudRequest, CloudResponse } from "../http";
import { refusedAcl } from "./acls";
import { badArgument } from "./arguments";
import { damaged } from "./checksums";
import { refusedCopy, refusedWrite } from "./conditions";
import { overLimit } from "./limits";
import type { MotoObjects } from "./moto-client";
import { refusedParts } from "./parts";
import { expired } from "./presigned";
import type { S3Target } from "./target";

/** What S3 refuses of a request by itself, and moto would take. */
export async function refusedAsSent(
  request: CloudRequest,
  target: S3Target,
  now: number,
): Promise<CloudResponse | undefined> {
  return (
    expired(request, now) ??
    badArgument(request, target) ??
    overLimit(request, target) ??
    refusedParts(request) ??
    (await damaged(request))
  );
}

/** What S3 refuses of a request for what there is, and moto would take. The bucket's own refusals are moto's. */
export async function refusedAsIs(
  request: CloudRequest,
  target: S3Target,
  objects: MotoObjects,
): Promise<CloudResponse | undefined> {
  return (
    (await refusedAcl(request, target, objects)) ??
    (await refusedWrite(request, target, objects)) ??
    (await refusedCopy(request, objects))
  );
}
