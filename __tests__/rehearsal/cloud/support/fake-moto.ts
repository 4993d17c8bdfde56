import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { listen } from "../../../../rehearsal/server";

/** A server in moto's place: certificates, Lambda functions and nothing else. */
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
