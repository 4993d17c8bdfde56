import type { Upstream } from "../forward";
import type { CloudResponse } from "../http";
import { sendInternal } from "../internal";
import { parseXml } from "../xml/element";
import { pathOf } from "./target";

/** Objects in moto as the endpoint itself reads and writes them: no faults, no policy, moto's own version ids. */
export class MotoObjects {
  readonly #regions = new Map<string, string>();

  constructor(private readonly upstream: Upstream) {}

  /** The region of a bucket; undefined if there is no such bucket. */
  async regionOf(bucket: string): Promise<string | undefined> {
    const known = this.#regions.get(bucket);
    if (known !== undefined) return known;
    const response = await this.send("GET", `/${bucket}`, "location=");
    if (response.status !== 200) return undefined;
    const region = parseXml(Buffer.from(response.body).toString("utf8")).text || "us-east-1";
    this.#regions.set(bucket, region);
    return region;
  }

  /** Buckets that have been asked for, with their regions. */
  get known(): readonly (readonly [bucket: string, region: string])[] {
    return [...this.#regions];
  }

  /** Forgets a bucket that has been deleted. */
  forget(bucket: string): void {
    this.#regions.delete(bucket);
  }

  async isVersioned(bucket: string): Promise<boolean> {
    const response = await this.send("GET", `/${bucket}`, "versioning=");
    return response.status === 200 && Buffer.from(response.body).includes("<Status>Enabled</Status>");
  }

  get(bucket: string, key: string, versionId?: string): Promise<CloudResponse> {
    return this.send("GET", pathOf(bucket, key), versionQuery(versionId));
  }

  head(bucket: string, key: string, versionId?: string): Promise<CloudResponse> {
    return this.send("HEAD", pathOf(bucket, key), versionQuery(versionId));
  }

  put(
    bucket: string,
    key: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
  ): Promise<CloudResponse> {
    return this.send("PUT", pathOf(bucket, key), "", headers, body);
  }

  /** Makes a delete marker; of a key that has never been there too, where S3 makes one and moto does not. */
  async delete(bucket: string, key: string): Promise<CloudResponse> {
    const remove = (versionId?: string) => this.send("DELETE", pathOf(bucket, key), versionQuery(versionId));
    const deleted = await remove();
    const isMarked = deleted.headers["x-amz-version-id"] !== undefined;
    if (isMarked || deleted.status >= 300 || !(await this.isVersioned(bucket))) return deleted;
    const { headers } = await this.put(bucket, key, {}, Buffer.alloc(0));
    const marker = await remove();
    await remove(String(headers["x-amz-version-id"]));
    return marker;
  }

  /** Tags of a version. */
  async tags(bucket: string, key: string, versionId?: string): Promise<Readonly<Record<string, string>>> {
    const query = ["tagging=", versionQuery(versionId)].filter((part) => part !== "").join("&");
    const response = await this.send("GET", pathOf(bucket, key), query);
    if (response.status !== 200) return {};
    const [set] = parseXml(Buffer.from(response.body).toString("utf8")).children;
    const pairs = (set?.children ?? []).map(({ children }) => {
      const part = (name: string) => children.find((child) => child.name === name)?.text ?? "";
      return [part("Key"), part("Value")];
    });
    return Object.fromEntries(pairs);
  }

  send(
    method: string,
    path: string,
    query = "",
    headers: Readonly<Record<string, string>> = {},
    body?: Buffer,
  ): Promise<CloudResponse> {
    const request = { service: "s3", region: "us-east-1", method, path, query, headers };
    return sendInternal(this.upstream, body === undefined ? request : { ...request, body });
  }
}

function versionQuery(versionId: string | undefined): string {
  return versionId === undefined ? "" : `versionId=${encodeURIComponent(versionId)}`;
}
