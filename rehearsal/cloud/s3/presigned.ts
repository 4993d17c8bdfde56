import type { CloudRequest, CloudResponse } from "../http";
import { s3ErrorResponse } from "./errors";

/** Seconds: seven days (S3 API reference, "Authenticating requests: using query parameters"). */
const longest = 604_800;

/** The refusal of a presigned URL whose time is over, by Signature Version 4 or 2, or that asks for too much of it. */
export function expired({ query }: CloudRequest, now: number): CloudResponse | undefined {
  const end = query.has("X-Amz-Signature") ? endOf(query) : endOfVersion2(query);
  if (end === undefined || end >= now) return undefined;
  if (Number.isNaN(end))
    return s3ErrorResponse(
      400,
      "AuthorizationQueryParametersError",
      `X-Amz-Date is a time such as 20260101T000000Z, and X-Amz-Expires a number of seconds from 1 to ${longest}`,
    );
  return s3ErrorResponse(403, "AccessDenied", "Request has expired", {
    ...(query.has("X-Amz-Expires") && { "X-Amz-Expires": query.get("X-Amz-Expires") ?? "" }),
    Expires: new Date(end).toISOString(),
    ServerTime: new Date(now).toISOString(),
  });
}

/** Milliseconds since the epoch; NaN for what is no such time. */
function endOf(query: URLSearchParams): number {
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(query.get("X-Amz-Date") ?? "") ?? [];
  const seconds = Number(query.get("X-Amz-Expires") ?? Number.NaN);
  if (date === undefined || time === undefined || !(seconds >= 1 && seconds <= longest)) return Number.NaN;
  const day = date.replace(/(....)(..)(..)/, "$1-$2-$3");
  return Date.parse(`${day}T${time.replace(/(..)(..)(..)/, "$1:$2:$3")}Z`) + seconds * 1000;
}

function endOfVersion2(query: URLSearchParams): number | undefined {
  return query.has("Signature") && query.has("Expires") ? Number(query.get("Expires")) * 1000 : undefined;
}
