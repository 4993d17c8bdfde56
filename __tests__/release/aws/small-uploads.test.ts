import { createHash } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SmallUploads } from "../../../release/aws/small-uploads";
import { toStoreError } from "../../../release/aws/store-errors";

const region = "eu-central-1";
const permanent = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret/+key" };

interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let received: Received[];
let answer: { status: number; headers?: Record<string, string>; body?: string };

beforeEach(async () => {
  received = [];
  answer = { status: 200, headers: { etag: '"e"' } };
  server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    received.push({ url: request.url ?? "", headers: request.headers, body });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function clientWith(credentials: NonNullable<S3ClientConfig["credentials"]>): S3Client {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new S3Client({ region, credentials, endpoint, maxAttempts: 1 });
}

function upload(uploads: SmallUploads, key: string, text = "text") {
  const bytes = new TextEncoder().encode(text);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "max-age=60,  s-maxage=0" };
  return uploads.send({ key, bytes, sha256, headers });
}

/** The signature that the SDK's signer gives to what was received, at the time and for the headers that it names. */
async function signatureOf({ url, headers }: Received, client: S3Client): Promise<string | undefined> {
  const [, names = ""] = /SignedHeaders=([^,]*)/.exec(headers.authorization ?? "") ?? [];
  const date = String(headers["x-amz-date"]).replace(/(....)(..)(..)T(..)(..)(..)/, "$1-$2-$3T$4:$5:$6");
  const signer = await client.config.signer();
  const signed = await signer.sign(
    {
      method: "PUT",
      protocol: "http:",
      hostname: "127.0.0.1",
      path: url,
      query: {},
      headers: Object.fromEntries(names.split(";").map((name) => [name, String(headers[name])])),
    },
    { signingDate: new Date(date), signingRegion: region, signingService: "s3" },
  );
  return signed.headers.authorization;
}

const signedAs = ({ headers }: Received) => /Credential=([^/]*)/.exec(headers.authorization ?? "")?.[1];

describe("SmallUploads", () => {
  it.each(["a.txt", "a b+c%25&'(1)!*.txt", "ä/日本語#?.txt"])(
    "signs an upload of %j as the SDK does, with the hash of the body",
    async (key) => {
      const client = clientWith(permanent);
      await upload(new SmallUploads(client, "bucket", region), key);
      const [request] = received as [Received];
      expect(decodeURIComponent(request.url)).toBe(`/bucket/${key}`);
      expect(request.body).toBe("text");
      expect(request.headers["x-amz-content-sha256"]).toBe(createHash("sha256").update("text").digest("hex"));
      expect(request.headers.authorization).toContain(
        "SignedHeaders=content-length;content-type;host;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date",
      );
      expect(request.headers.authorization).toBe(await signatureOf(request, clientWith(permanent)));
    },
  );

  it("sends and signs the token of a session", async () => {
    const session = { ...permanent, sessionToken: "token/of=session" };
    await upload(new SmallUploads(clientWith(session), "bucket", region), "a.txt");
    const [request] = received as [Received];
    expect(request.headers["x-amz-security-token"]).toBe("token/of=session");
    expect(request.headers.authorization).toContain("x-amz-security-token");
    expect(request.headers.authorization).toBe(await signatureOf(request, clientWith(session)));
  });

  it("asks for new credentials before those that it has expire", async () => {
    let given = 0;
    const client = clientWith(async () => ({
      ...permanent,
      accessKeyId: `KEY${++given}`,
      expiration: new Date(Date.now() + (given === 1 ? 1_000 : 3_600_000)),
    }));
    const uploads = new SmallUploads(client, "bucket", region);
    for (const key of ["a", "b", "c"]) await upload(uploads, key);
    const keys = received.map(signedAs);
    expect(new Set(keys.slice(1)).size).toBe(1);
    expect(keys[1]).not.toBe("KEY1");
  });

  it("takes the time from S3 once S3 has refused its own, and may then be tried again", async () => {
    const client = clientWith(permanent);
    const uploads = new SmallUploads(client, "bucket", region);
    const tomorrow = new Date(Date.now() + 86_400_000);
    const body = "<Error><Code>RequestTimeTooSkewed</Code><Message>too far</Message></Error>";
    answer = { status: 403, headers: { date: tomorrow.toUTCString() }, body };
    const refused = await upload(uploads, "a.txt").catch((error: unknown) => error);
    expect(toStoreError(refused, "put a.txt", "bucket")).toMatchObject({ kind: "unavailable" });
    answer = { status: 200 };
    await upload(uploads, "a.txt");
    const day = tomorrow.toISOString().slice(0, 10).replaceAll("-", "");
    expect(received[1]?.headers["x-amz-date"]).toContain(day);
  });

  it("reads S3's refusal", async () => {
    answer = { status: 503, body: "<Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>" };
    const uploads = new SmallUploads(clientWith(permanent), "bucket", region);
    const refused = await upload(uploads, "a.txt").catch((error: unknown) => error);
    expect(toStoreError(refused, "put a.txt", "bucket")).toMatchObject({
      kind: "throttled",
      value: "put a.txt in bucket: SlowDown: Reduce your rate",
    });
  });
});
