import { chosenHeaders } from "../../regions/http/rest";
import type { CloudRequest, CloudResponse } from "../http";
import type { S3Target } from "./target";

const encryption = "x-amz-server-side-encryption";

/** moto's answer with the headers that S3 would send: those that the request chooses, its form of dates, its encryption. */
export function withHeaders(request: CloudRequest, response: CloudResponse, target: S3Target): CloudResponse {
  const { "x-amz-version-id": version, ...others } = response.headers;
  const { "last-modified": modified } = others;
  const isDate = typeof modified === "string" && !Number.isNaN(Date.parse(modified));
  const isDone = target.key !== undefined && response.status < 300;
  return {
    ...response,
    headers: {
      ...(isDone && isOfObject(request) && { [encryption]: "AES256" }),
      ...others,
      // A completed upload has version "null" in moto where nothing has versions, and clients ask for it then.
      ...(version !== undefined && version !== "null" && { "x-amz-version-id": version }),
      ...(isDate && { "last-modified": new Date(modified).toUTCString() }),
      ...(isDone && chosenBy(request)),
    },
  };
}

/** Reads and writes of an object as a whole, or of its parts. */
export function isOfObject({ method, query }: CloudRequest): boolean {
  const isAside = ["acl", "attributes", "legal-hold", "restore", "retention", "select", "tagging"].some(
    (name) => query.has(name),
  );
  const lists = method === "GET" && query.has("uploadId");
  return method !== "DELETE" && !isAside && !lists;
}

function chosenBy({ method, query }: CloudRequest): Record<string, string> {
  if (method !== "GET" && method !== "HEAD") return {};
  return Object.fromEntries(
    [...query].flatMap(([name, value]) => {
      const header = Object.hasOwn(chosenHeaders, name) ? chosenHeaders[name] : undefined;
      return header === undefined ? [] : [[header, value]];
    }),
  );
}
