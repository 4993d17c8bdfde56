import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { listen } from "../../../../rehearsal/server";

/** Buckets by name: their region, and whose what is in them is. */
const buckets: Readonly<Record<string, readonly [region: string, ownership: string]>> = {
  logs: ["eu-west-1", "BucketOwnerPreferred"],
  "logs-of-owner": ["eu-west-1", "BucketOwnerEnforced"],
  "logs-far-away": ["af-south-1", "BucketOwnerPreferred"],
};
const pem = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";
const objects: Readonly<Record<string, string>> = {
  "/trust/one": pem,
  "/trust/two": pem + pem,
  "/trust/none": "none",
  "/pairs/of/values.json": '{"data":[{"key":"a","value":"1"},{"key":"b","value":"2"}]}',
};

/** What S3 says of a bucket, or has under a key. */
function s3Answer(url: string): string | undefined {
  const { pathname, searchParams } = new URL(url, "http://moto");
  const [region, ownership] = buckets[pathname.slice(1)] ?? [];
  if (region === undefined) return objects[pathname];
  return searchParams.has("location")
    ? `<LocationConstraint>${region}</LocationConstraint>`
    : `<OwnershipControls><Rule><ObjectOwnership>${ownership}</ObjectOwnership></Rule></OwnershipControls>`;
}

/** A server in moto's place: certificates, Lambda functions, a few buckets and nothing else. */
export async function fakeMoto() {
  const functions = new Map<string, { body: Record<string, unknown>; versions: number }>();
  const seen: { method: string; url: string; headers: Record<string, unknown>; body: Buffer }[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const { method = "GET", url = "/", headers } = incoming;
    seen.push({ method, url, headers, body });
    const answer = (status: number, value: unknown) =>
      outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (headers["x-amz-target"] === "CertificateManager.DescribeCertificate") {
      const { CertificateArn } = JSON.parse(body.toString());
      if (!CertificateArn.endsWith("/issued")) return answer(400, { __type: "ResourceNotFoundException" });
      const names = ["example.com", "*.example.com"];
      return answer(200, {
        Certificate: { Status: "ISSUED", DomainName: names[0], SubjectAlternativeNames: names },
      });
    }
    const found = method === "GET" ? s3Answer(url) : undefined;
    if (found !== undefined) return outgoing.end(found);
    const lambda = /^\/2015-03-31\/functions\/?([^/?]*)\/?(code|versions)?/.exec(url);
    if (!lambda) return answer(404, {});
    const region = /\/([a-z0-9-]+)\/lambda\//.exec(String(headers.authorization))?.[1] ?? "us-east-1";
    const given = body.length > 0 ? JSON.parse(body.toString()) : {};
    const name = lambda[1] || given.FunctionName;
    if (lambda[1] === "") functions.set(name, { body: given, versions: 0 });
    const fn = functions.get(name);
    if (!fn) return answer(404, { __type: "ResourceNotFoundException" });
    if (method === "DELETE") return answer(204, "");
    if (given.Publish || lambda[2] === "versions") fn.versions++;
    const configuration = {
      ...fn.body,
      Code: undefined,
      FunctionArn: `arn:aws:lambda:${region}:123456789012:function:${name}`,
      Version: given.Publish || lambda[2] === "versions" ? String(fn.versions) : "$LATEST",
    };
    if (method !== "GET") return answer(201, configuration);
    const version = new URL(url, "http://moto").searchParams.get("Qualifier") ?? "$LATEST";
    answer(200, {
      Configuration: { ...configuration, Version: version },
      Code: { Location: "https://nowhere" },
    });
  });
  const listening = await listen(server, 0, "127.0.0.1");
  return { endpoint: `http://127.0.0.1:${listening.port}`, seen, close: listening.close };
}
