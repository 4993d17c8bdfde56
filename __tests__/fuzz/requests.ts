import { ControlError, serveControls } from "../../rehearsal/server";
import { Controls } from "../../rehearsal/session/controls";
import { startTestCloud } from "../rehearsal/cloud/support/test-cloud";
import { serveRehearsedSite } from "../rehearsal/server/rehearsed-site";
import { rehearsedSites, serve } from "../rehearsal/session/support/served";
import { mutateText } from "./mutate-text";
import { sendRaw, strayErrors } from "./sending";
import type { FuzzTarget } from "./target";

/** A server that a target asks: it is started with the first document. */
interface Asked {
  readonly port: number;
  /** What it says itself went wrong since the last time. */
  fault(): unknown;
  close(): Promise<unknown>;
}

/** Raw bytes to a server. Whatever they are, it goes on, and nothing in it throws that it does not expect. */
function asking(seeds: readonly string[], start: () => Promise<Asked>): FuzzTarget {
  let server: Promise<Asked> | undefined;
  let stray: ReturnType<typeof strayErrors> | undefined;
  return {
    seeds,
    mutate: mutateText,
    async read(text) {
      stray ??= strayErrors();
      server ??= start();
      const { fault, port } = await server;
      const answer = await sendRaw(port, text);
      const found = stray.take() ?? fault();
      if (found !== undefined) throw found;
      if (/^HTTP\/1\.1 500 |The answer cannot be sent/.test(answer)) throw new Error(answer.slice(0, 200));
    },
    isRefusal: () => false,
    async close() {
      stray?.end();
      stray = undefined;
      await (await server)?.close();
      server = undefined;
    },
  };
}

const request = (line: string, ...headers: string[]) =>
  `${[`${line} HTTP/1.1`, "Host: www.example.com", ...headers, "Connection: close"].join("\r\n")}\r\n\r\n`;

export const edgeRequests = asking(
  [
    request("GET /"),
    request("GET /a/%C3%A9?b=c&d", "Cookie: e=f; g", "Accept-Encoding: br, gzip;q=0.5", "Range: bytes=0-3"),
    request("HEAD /a.css", 'If-None-Match: "x", W/"y"', "If-Modified-Since: Sat, 28 Nov 2026 22:00:00 GMT"),
    `${request("POST /", "Content-Length: 5", "Expect: 100-continue")}hello`,
    `${request("PUT /a", "Transfer-Encoding: chunked", "Trailer: X-A")}5\r\nhello\r\n0\r\nX-A: b\r\n\r\n`,
    request("GET http://other.example/a", "Cache-Control: max-age=0", "X-Forwarded-For: 1.2.3.4"),
    request("OPTIONS *", "Origin: https://a.example", "Access-Control-Request-Method: PUT"),
  ],
  async () => {
    const site = await serveRehearsedSite({ "index.html": "hello", "a.css": "a{}" });
    return { port: site.port, fault: () => undefined, close: site.close };
  },
);

const regions = { primary: "eu-central-1", replica: "eu-west-1" };

const json = (line: string, body: unknown) => {
  const text = JSON.stringify(body);
  return `${request(line, "Content-Type: application/json", `Content-Length: ${text.length}`).replace("www.example.com", "localhost")}${text}`;
};

export const controlRequests = asking(
  [
    request("GET /state").replace("www.example.com", "localhost"),
    json("POST /faults", { fault: "primary=503@50%" }),
    json("POST /mend", { target: "primary" }),
    json("POST /evacuate", { site: "example" }),
    json("POST /invalidate", { paths: ["/*"], site: "example" }),
    json("POST /clear", {}),
  ],
  async () => {
    const served = await serve(rehearsedSites({ name: "example", regions }));
    const faults: unknown[] = [];
    const actions = Object.fromEntries(
      Object.entries(new Controls(served, {}).actions()).map(([name, act]) => [
        name,
        (input: Parameters<typeof act>[0]) => {
          try {
            return act(input);
          } catch (error) {
            if (!(error instanceof ControlError)) faults.push(error);
            throw error;
          }
        },
      ]),
    );
    const server = await serveControls(actions, 0);
    return {
      port: server.port,
      fault: () => faults.splice(0)[0],
      close: () => server.close().then(() => served.rehearsal.close()),
    };
  },
);

const scope = (service: string) =>
  `Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
const xml =
  '<CachePolicyConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><MinTTL>0</MinTTL><Name>a</Name></CachePolicyConfig>';

export const cloudRequests = asking(
  [
    request("GET /2020-05-31/distribution?MaxItems=1", scope("cloudfront")),
    `${request("POST /2020-05-31/cache-policy", scope("cloudfront"), `Content-Length: ${xml.length}`)}${xml}`,
    request("GET /key-value-stores/arn%3Aaws%3Acloudfront/keys", scope("cloudfront-keyvaluestore")),
    `${request("PUT /bucket/key", scope("s3"), "Content-Length: 5", "x-amz-content-sha256: UNSIGNED-PAYLOAD")}hello`,
    request("GET /bucket?list-type=2&prefix=a%2F", scope("s3")),
    `${request("POST /", scope("acm"), "X-Amz-Target: CertificateManager.DescribeCertificate", "Content-Length: 2")}{}`,
    request("GET /2015-03-31/functions/f?Qualifier=1", scope("lambda")),
    `${request("PUT /bucket?replication", scope("s3"), "Transfer-Encoding: chunked", "Trailer: x-amz-checksum-crc32")}3\r\nabc\r\n0\r\n\r\n`,
  ],
  async () => {
    const { close, cloud, log } = await startTestCloud();
    return {
      port: Number(new URL(cloud.url).port),
      fault: () => log.splice(0).find((line) => / at .+:\d+:\d+/.test(line)),
      close,
    };
  },
);
