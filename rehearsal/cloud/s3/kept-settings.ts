import type { Upstream } from "../forward";
import { type CloudRequest, type CloudResponse, emptyResponse, xmlResponse } from "../http";
import {
  childText,
  element,
  parseXml,
  s3Namespace,
  type XmlElement,
  XmlError,
  xmlDocument,
} from "../xml/element";
import type { BucketSettingsTable, KeptSetting } from "./bucket-settings";
import { s3ErrorResponse } from "./errors";
import { wrongValue } from "./kept-values";

/** A setting of a bucket that is given back as it was put (S3 API reference, the operation of that name). */
interface Kept {
  /** The element that is put and given back. */
  readonly root: string;
  /** The element that lists them, where a bucket has several by id. */
  readonly list?: string;
  /** What a bucket without it answers. @default what moto says */
  readonly absent?: () => CloudResponse;
  /** Whether moto looks at it too: what it refuses is refused, and what it forgets is kept here. */
  readonly isChecked?: boolean;
  /** What moto is told. @default what was put */
  readonly told?: (xml: string) => string;
}

const minimumSize = "x-amz-transition-default-minimum-object-size";
const noConfiguration = () =>
  s3ErrorResponse(404, "NoSuchConfiguration", "The specified configuration does not exist.");

/** Nobody who visits a site notices any of them; whoever deploys it does, where one is lost or read back otherwise. */
const kept: Readonly<Record<string, Kept>> = {
  analytics: {
    root: "AnalyticsConfiguration",
    list: "ListBucketAnalyticsConfigurationResult",
    absent: noConfiguration,
  },
  "intelligent-tiering": {
    root: "IntelligentTieringConfiguration",
    list: "ListBucketIntelligentTieringConfigurationsOutput",
    absent: noConfiguration,
  },
  inventory: {
    root: "InventoryConfiguration",
    list: "ListInventoryConfigurationsResult",
    absent: noConfiguration,
  },
  lifecycle: {
    root: "LifecycleConfiguration",
    isChecked: true,
    absent: () =>
      s3ErrorResponse(404, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
  },
  logging: {
    root: "BucketLoggingStatus",
    absent: () => xmlResponse(200, xmlDocument("BucketLoggingStatus", "", s3Namespace)),
  },
  metrics: {
    root: "MetricsConfiguration",
    list: "ListMetricsConfigurationsResult",
    absent: noConfiguration,
  },
  notification: {
    root: "NotificationConfiguration",
    isChecked: true,
    absent: () => xmlResponse(200, xmlDocument("NotificationConfiguration", "", s3Namespace)),
  },
  // moto forgets MfaDelete, and knows where an object lock has set it. It would throw the versions of a bucket away as
  // soon as it makes no more: `front.ts` has it go on, and shows them as S3 would.
  versioning: {
    root: "VersioningConfiguration",
    isChecked: true,
    told: (xml) => xml.replace("<Status>Suspended</Status>", "<Status>Enabled</Status>"),
  },
};

/** Whether a request is for one of them. */
export function isKept({ query }: CloudRequest): boolean {
  return nameOf(query) !== undefined;
}

function nameOf(query: URLSearchParams): string | undefined {
  return Object.keys(kept).find((name) => query.get(name) === "");
}

/** Keeps for buckets what moto has not, or forgets in part. */
export class KeptSettings {
  constructor(
    private readonly upstream: Upstream,
    private readonly settings: BucketSettingsTable,
  ) {}

  /** The answer to a request for one of them; undefined for any other. The bucket exists. */
  async handle(request: CloudRequest, bucket: string): Promise<CloudResponse | undefined> {
    const { method, query } = request;
    const name = nameOf(query);
    const setting = kept[name ?? ""];
    if (name === undefined || setting === undefined) return undefined;
    const place = setting.list === undefined ? name : `${name}?${query.get("id") ?? ""}`;
    if (method === "PUT") return this.#put(request, bucket, setting, place);
    if (method === "DELETE") return this.#delete(bucket, setting, place);
    if (method !== "GET") return undefined;
    if (setting.list !== undefined && !query.has("id")) return this.#list(bucket, name, setting.list);
    const value = this.settings.get(bucket).kept?.[place];
    if (value) return xmlResponse(200, value.xml, value.headers);
    return setting.absent?.() ?? this.upstream.send(request);
  }

  async #put(
    request: CloudRequest,
    bucket: string,
    { root, list, isChecked, told }: Kept,
    place: string,
  ): Promise<CloudResponse> {
    const xml = request.body.toString("utf8");
    const put = rootOf(xml);
    if (put?.name !== root) return s3ErrorResponse(400, "MalformedXML", `${root} is expected.`);
    if (list !== undefined && (childText(put, "Id") ?? "") !== (request.query.get("id") ?? ""))
      return s3ErrorResponse(400, "InvalidArgument", "The id in the query is not the one in the body.");
    const refusal =
      root === "BucketLoggingStatus"
        ? await this.#withoutTarget(request, put)
        : (wrongValue(put) ?? withoutMfa(request, put) ?? this.#replicating(bucket, put));
    if (refusal) return refusal;
    const size = request.headers[minimumSize];
    const headers: Record<string, string> = size === undefined ? {} : { [minimumSize]: size };
    if (isChecked) {
      const checked = await this.upstream.send(told ? { ...request, body: Buffer.from(told(xml)) } : request);
      if (checked.status >= 300) return checked;
    }
    this.#keep(bucket, place, { xml: withIds(xml, root), headers });
    return emptyResponse(200, headers);
  }

  /** Logs go to a bucket that there is; whether its owner lets S3 write there is not looked at (S3 API, PutBucketLogging). */
  async #withoutTarget(request: CloudRequest, put: XmlElement): Promise<CloudResponse | undefined> {
    const target = put.children.find(({ name }) => name === "LoggingEnabled");
    const bucket = childText(target, "TargetBucket");
    if (bucket === undefined) return undefined;
    const rawQuery = "location=";
    const { status } = await this.upstream.send({
      ...{ ...request, method: "GET", path: `/${encodeURIComponent(bucket)}`, rawQuery },
      ...{ query: new URLSearchParams(rawQuery), body: Buffer.alloc(0) },
    });
    return status < 300
      ? undefined
      : s3ErrorResponse(
          400,
          "InvalidTargetBucketForLogging",
          "The target bucket for logging does not exist",
          { TargetBucket: bucket },
        );
  }

  /** What is replicated has versions (S3 API, PutBucketVersioning). */
  #replicating(bucket: string, put: XmlElement): CloudResponse | undefined {
    return childText(put, "Status") === "Suspended" && this.settings.get(bucket).replication
      ? s3ErrorResponse(
          409,
          "InvalidBucketState",
          "A replication configuration is present on this bucket, so the versioning state cannot be changed.",
        )
      : undefined;
  }

  async #delete(bucket: string, { absent, list }: Kept, place: string): Promise<CloudResponse> {
    if (list !== undefined && absent && this.settings.get(bucket).kept?.[place] === undefined)
      return absent();
    this.#keep(bucket, place, undefined);
    return emptyResponse(204);
  }

  #list(bucket: string, name: string, list: string): CloudResponse {
    const entries = Object.entries(this.settings.get(bucket).kept ?? {})
      .filter(([place]) => place.startsWith(`${name}?`))
      .map(([, { xml }]) => xml.replace(/^\s*<\?xml[^>]*\?>/, ""));
    const content = element("IsTruncated", "false") + entries.join("");
    return xmlResponse(200, xmlDocument(list, content, s3Namespace));
  }

  #keep(bucket: string, place: string, value: KeptSetting | undefined): void {
    const { [place]: _before, ...others } = this.settings.get(bucket).kept ?? {};
    this.settings.set(bucket, "kept", { ...others, ...(value && { [place]: value }) });
  }
}

function rootOf(xml: string): XmlElement | undefined {
  try {
    return parseXml(xml);
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

/** S3 names the rules of a lifecycle that have no name (S3 API reference, LifecycleRule). */
function withIds(xml: string, root: string): string {
  if (root !== "LifecycleConfiguration") return xml;
  let number = 0;
  return xml.replace(/<Rule>(.*?)<\/Rule>/gs, (rule, content: string) => {
    number++;
    return /<ID>[^<]/.test(content)
      ? rule
      : `<Rule><ID>rule-${number}</ID>${content.replace(/<ID\s*\/>|<ID><\/ID>/, "")}</Rule>`;
  });
}

/** Only with a code of the owner's device is deletion bound to one (S3 API, PutBucketVersioning). */
function withoutMfa({ headers }: CloudRequest, put: XmlElement): CloudResponse | undefined {
  return childText(put, "MfaDelete") === "Enabled" && headers["x-amz-mfa"] === undefined
    ? s3ErrorResponse(403, "AccessDenied", "Mfa Authentication must be used for this request")
    : undefined;
}
