import type { SiteConfig } from "../../../config";
import type { Moto } from "../../../toolchain";

/** One request of AWS's JSON protocol. */
interface Call {
  readonly service: string;
  readonly region: string;
  readonly target: string;
  readonly input: object;
}

/** What stands for a secret that is kept on AWS. */
const unknown = "unknown";

/**
 * Keeps a text in place of each secret and parameter that headers of a site's servers refer to: the local AWS knows none of
 * them, and Terraform reads them when it plans. What is there already stays.
 */
export async function keepValues(sites: readonly SiteConfig[], moto: Pick<Moto, "request">): Promise<void> {
  for (const { service, region, target, input } of sites.flatMap(callsOf)) {
    const scope = `any/20260101/${region}/${service}/aws4_request`;
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    };
    await moto.request("POST", "/", { headers, body: Buffer.from(JSON.stringify(input)) });
  }
}

function callsOf({ origins, regions: { primary: region } }: SiteConfig): Call[] {
  const values = Object.values(origins).flatMap(({ headers }) => Object.values(headers));
  const secrets = new Map<string, Record<string, string>>();
  const parameters = new Set<string>();
  for (const value of values) {
    if (typeof value === "string") continue;
    if ("ssm" in value) parameters.add(value.ssm);
    else {
      const keys = secrets.get(value.secretsManager) ?? {};
      secrets.set(value.secretsManager, value.key === undefined ? keys : { ...keys, [value.key]: unknown });
    }
  }
  return [
    ...[...parameters].map((Name) => ({
      ...{ service: "ssm", region, target: "AmazonSSM.PutParameter" },
      input: { Name, Value: unknown, Type: "SecureString" },
    })),
    ...[...secrets].map(([Name, keys]) => ({
      ...{ service: "secretsmanager", region, target: "secretsmanager.CreateSecret" },
      input: { Name, SecretString: Object.keys(keys).length > 0 ? JSON.stringify(keys) : unknown },
    })),
  ];
}
