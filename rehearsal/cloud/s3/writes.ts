import type { CloudRequest, CloudResponse } from "../http";
import { element, escapeXml, parseXml, type XmlElement } from "../xml/element";
import type { ObservedWrite } from "./replication";
import type { S3Target } from "./target";

/** The versions that a request has made, seen from its answer. Buckets without versions make none. */
export function writesOf(
  request: CloudRequest,
  response: CloudResponse,
  target: S3Target,
): readonly ObservedWrite[] {
  const { bucket, key } = target;
  if (bucket === undefined || response.status >= 300) return [];
  if (key === undefined) return isBatchDelete(request) ? batchDeleted(bucket, response) : [];
  if (request.query.has("tagging") && (request.method === "PUT" || request.method === "DELETE")) {
    const versionId = request.query.get("versionId") ?? header(response, "x-amz-version-id");
    return [{ bucket, key, kind: "tags", versionId }];
  }
  const versionId = header(response, "x-amz-version-id");
  if (versionId === undefined || versionId === "null" || !makesVersion(request)) return [];
  if (request.method !== "DELETE") return [{ bucket, key, kind: "object", versionId }];
  return header(response, "x-amz-delete-marker") === "true"
    ? [{ bucket, key, kind: "delete-marker", versionId }]
    : [];
}

/** The keys that a request reads or writes, in an order; those of a listing are its bucket's. */
export function touchedKeys(request: CloudRequest, { key }: S3Target): readonly string[] {
  if (key !== undefined) return [key];
  if (!isBatchDelete(request)) return [];
  const named = [...request.body.toString("utf8").matchAll(/<Key>([^<]*)<\/Key>/g)];
  return [
    ...new Set(named.map(([element]) => text(parseXml(`<Object>${element}</Object>`), "Key") ?? "")),
  ].sort();
}

/** PutObject, CopyObject and DeleteObject have no subresource; a completed upload is a POST with its id. */
function makesVersion({ method, query }: CloudRequest): boolean {
  const names = [...query.keys()].filter((name) => name !== "x-id" && !name.startsWith("X-Amz-"));
  if (method === "POST") return query.has("uploadId");
  return (method === "PUT" || method === "DELETE") && names.length === 0;
}

function isBatchDelete({ method, query }: CloudRequest): boolean {
  return method === "POST" && query.has("delete");
}

function batchDeleted(bucket: string, response: CloudResponse): readonly ObservedWrite[] {
  const { children } = parseXml(Buffer.from(response.body).toString("utf8"));
  return children.flatMap((deleted) => {
    const versionId = text(deleted, "DeleteMarkerVersionId");
    const key = text(deleted, "Key");
    if (deleted.name !== "Deleted" || text(deleted, "DeleteMarker") !== "true" || !versionId || !key)
      return [];
    // One that was removed by its id, which makes none.
    if (text(deleted, "VersionId") !== undefined) return [];
    return [{ bucket, key, kind: "delete-marker" as const, versionId }];
  });
}

/** Keys of a batch that were to get a delete marker, and got none. */
export function unmarked(request: CloudRequest, response: CloudResponse): readonly string[] {
  if (!isBatchDelete(request)) return [];
  const { children } = parseXml(request.body.toString("utf8"));
  const plain = children.filter((one) => one.name === "Object" && text(one, "VersionId") === undefined);
  const marked = new Set(batchDeleted("", response).map(({ key }) => key));
  return plain.map((one) => text(one, "Key") ?? "").filter((key) => !marked.has(key));
}

/** The answer to a batch with the delete markers, by key, that keys have got which were not there. */
export function withMarkers(response: CloudResponse, markers: ReadonlyMap<string, string>): CloudResponse {
  const body = Buffer.from(response.body)
    .toString("utf8")
    .replace(/<Deleted>(.*?)<\/Deleted>/gs, (all, inner: string) => {
      const deleted = parseXml(all);
      const id = markers.get(text(deleted, "Key") ?? "");
      if (id === undefined || deleted.children.length > 1) return all;
      const marker = element("DeleteMarker", "true") + element("DeleteMarkerVersionId", escapeXml(id));
      return element("Deleted", inner + marker);
    });
  return { ...response, body: Buffer.from(body) };
}

/** The answer to a batch, which says of each version that was removed by its id whether it was a delete marker. */
export function withRemovedMarkers(
  response: CloudResponse,
  isMarker: (versionId: string) => boolean,
): CloudResponse {
  const body = Buffer.from(response.body)
    .toString("utf8")
    .replace(/<Deleted>(.*?)<\/Deleted>/gs, (all, inner: string) => {
      const deleted = parseXml(all);
      const id = text(deleted, "VersionId");
      if (id === undefined || !isMarker(id)) return all;
      const said = element("DeleteMarker", "true") + element("DeleteMarkerVersionId", escapeXml(id));
      return element("Deleted", inner + said);
    });
  return { ...response, body: Buffer.from(body) };
}

/** The answer to a batch, without what went well where nobody wants to know (S3 API reference, Delete, Quiet). */
export function quiet(request: CloudRequest, response: CloudResponse): CloudResponse {
  if (!isBatchDelete(request) || response.status >= 300) return response;
  if (
    text(parseXml(request.body.toString("utf8")), "Quiet")
      ?.trim()
      .toLowerCase() !== "true"
  )
    return response;
  const body = Buffer.from(response.body).toString("utf8");
  return { ...response, body: body.replace(/<Deleted>.*?<\/Deleted>/gs, "") };
}

function text(parent: XmlElement, name: string): string | undefined {
  return parent.children.find((child) => child.name === name)?.text;
}

function header({ headers }: CloudResponse, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}
