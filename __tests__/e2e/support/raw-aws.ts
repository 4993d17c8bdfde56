import { randomUUID } from "node:crypto";

const cloudFrontNames = "http://cloudfront.amazonaws.com/doc/2020-05-31/";

/** Requests as a client signs them, as far as the endpoint looks at signatures: it reads their scope. */
export class RawAws {
  /** @param accessKey what the endpoint asks for, where it asks for one */
  constructor(
    private readonly endpoint: () => string,
    private readonly accessKey: () => string = () => "any",
  ) {}

  /** One request to S3. */
  s3(path: string, init: RequestInit = {}, region = "eu-central-1"): Promise<Response> {
    return this.#send("s3", region, path, init);
  }

  async makeBucket(name: string, region: string): Promise<void> {
    const body = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
    await succeeded(await this.s3(`/${name}`, { method: "PUT", body }, region));
  }

  /** A web ACL of that name for CloudFront. Resolves with its ARN, whose id is the endpoint's choice. */
  async makeWebAcl(name: string): Promise<string> {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSWAF_20190729.CreateWebACL",
    };
    const body = JSON.stringify({
      ...{ Name: name, Scope: "CLOUDFRONT", DefaultAction: { Allow: {} } },
      VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: name },
    });
    const made = await succeeded(
      await this.#send("wafv2", "us-east-1", "/", { method: "POST", headers, body }),
    );
    return JSON.parse(made).Summary.ARN;
  }

  /** Removes every version of every object. */
  async emptyBucket(bucket: string): Promise<void> {
    const xml = await (await this.s3(`/${bucket}?versions=`)).text();
    for (const [, key, id] of xml.matchAll(/<Key>([^<]+)<\/Key>\s*<VersionId>([^<]+)<\/VersionId>/g))
      await this.s3(`/${bucket}/${key}?versionId=${id}`, { method: "DELETE" });
  }

  /** Empties the edge of all that it has of a distribution. */
  async invalidateAll(distribution: string): Promise<void> {
    const batch = `<Paths><Quantity>1</Quantity><Items><Path>/*</Path></Items></Paths><CallerReference>${randomUUID()}</CallerReference>`;
    const body = `<InvalidationBatch xmlns="${cloudFrontNames}">${batch}</InvalidationBatch>`;
    const path = `/2020-05-31/distribution/${distribution}/invalidation`;
    await succeeded(await this.#send("cloudfront", "us-east-1", path, { method: "POST", body }));
  }

  /** What of a site is there besides CloudFront's part: "bucket site", "role site-replication" and so on, sorted. */
  async inventory(regions: readonly string[]): Promise<string[]> {
    const everywhere = regions.flatMap((region) => regional.map((list) => ({ region, ...list })));
    const once = global.map((list) => ({ region: "us-east-1", ...list }));
    const found = await Promise.all(
      [...everywhere, ...once].map(async ({ kind, service, region, path, call, name }) => {
        const text = await this.#ask(service, region, path, call);
        return [...text.matchAll(name)].map(([, one]) => `${kind} ${one}`);
      }),
    );
    return found.flat().sort();
  }

  /** A query call has a form for a body, a JSON call a header that names it. */
  async #ask(service: string, region: string, path = "/", call?: string): Promise<string> {
    if (call === undefined) return succeeded(await this.#send(service, region, path, {}));
    const isForm = call.startsWith("Action=");
    const headers: Record<string, string> = isForm
      ? { "content-type": "application/x-www-form-urlencoded" }
      : { "content-type": "application/x-amz-json-1.1", "x-amz-target": call };
    const body = isForm ? call : "{}";
    return succeeded(await this.#send(service, region, path, { method: "POST", headers, body }));
  }

  #send(service: string, region: string, path: string, init: RequestInit): Promise<Response> {
    const authorization = `AWS4-HMAC-SHA256 Credential=${this.accessKey()}/20260101/${region}/${service}/aws4_request, Signature=0`;
    return fetch(`${this.endpoint()}${path}`, { ...init, headers: { ...init.headers, authorization } });
  }
}

interface List {
  readonly kind: string;
  readonly service: string;
  readonly path?: string;
  readonly call?: string;
  readonly name: RegExp;
}

const regional: readonly List[] = [
  { kind: "topic", service: "sns", call: "Action=ListTopics", name: /<TopicArn>(.*?)</g },
  {
    kind: "alarm",
    service: "monitoring",
    call: "Action=DescribeAlarms&Version=2010-08-01",
    name: /<AlarmName>(.*?)</g,
  },
  { kind: "function", service: "lambda", path: "/2015-03-31/functions", name: /"FunctionName": ?"(.*?)"/g },
  {
    kind: "certificate",
    service: "acm",
    call: "CertificateManager.ListCertificates",
    name: /"CertificateArn": ?"arn:aws:acm:(.*?):/g,
  },
  {
    kind: "log group",
    service: "logs",
    call: "Logs_20140328.DescribeLogGroups",
    name: /"logGroupName": ?"(.*?)"/g,
  },
];

const global: readonly List[] = [
  { kind: "bucket", service: "s3", name: /<Name>(.*?)</g },
  { kind: "role", service: "iam", call: "Action=ListRoles&Version=2010-05-08", name: /<RoleName>(.*?)</g },
  { kind: "zone", service: "route53", path: "/2013-04-01/hostedzone", name: /<Name>(.*?)</g },
  {
    kind: "health check",
    service: "route53",
    path: "/2013-04-01/healthcheck",
    name: /<ResourcePath>(.*?)</g,
  },
  {
    kind: "dashboard",
    service: "monitoring",
    call: "Action=ListDashboards&Version=2010-08-01",
    name: /<DashboardName>(.*?)</g,
  },
];

async function succeeded(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} from ${response.url}: ${text}`);
  return text;
}
