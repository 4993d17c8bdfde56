import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { requestPath } from "../../facts/site/object-path";

/** A request as the SDK has it before it is signed, and as its handler sends it. */
type SdkRequest = Parameters<S3Client["config"]["requestHandler"]["handle"]>[0];

/** Where uploads to a bucket go, with what every one of them carries. */
interface Template {
  readonly request: SdkRequest;
  /** Ends with a slash. */
  readonly path: string;
}

export interface SmallUpload {
  readonly key: string;
  readonly bytes: Uint8Array;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

const probeKey = "probe";

/**
 * Uploads of bytes in memory, with the SDK's endpoint, signer and connections, but without its steps for each request:
 * a site is thousands of small files, and those steps take as long as all the rest. The signature covers the SHA-256,
 * so S3 refuses a body of another one (S3 API, Authenticating requests).
 */
export class SmallUploads {
  #template: Promise<Template> | undefined;
  #signer: ReturnType<S3Client["config"]["signer"]> | undefined;

  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly region: string,
  ) {}

  /** Headers of S3's answer. Throws what S3 refuses with in the form of the SDK's errors. */
  async send({ bytes, headers, key, sha256 }: SmallUpload): Promise<Readonly<Record<string, string>>> {
    this.#template ??= prepare(this.client, this.bucket);
    const { path, request: template } = await this.#template;
    const { config } = this.client;
    const request = {
      ...template,
      path: path + requestPath(key),
      query: {},
      headers: {
        ...template.headers,
        ...headers,
        "content-length": String(bytes.length),
        "x-amz-content-sha256": sha256,
        "x-amz-checksum-sha256": Buffer.from(sha256, "hex").toString("base64"),
      },
      body: bytes,
    } as SdkRequest;
    // One signer for all: it asks for the credentials each time, which are replaced before they expire.
    this.#signer ??= config.signer();
    const signed = await (await this.#signer).sign(request, {
      signingRegion: this.region,
      signingService: "s3",
      signingDate: new Date(Date.now() + config.systemClockOffset),
    });
    const { response } = await config.requestHandler.handle(signed as SdkRequest);
    const answer = response.body as Readable;
    if (response.statusCode >= 300) {
      const refused = refusal(response.statusCode, await text(answer));
      if (refused.name === "RequestTimeTooSkewed") await this.#correctClock(refused, response.headers.date);
      throw refused;
    }
    answer.resume();
    return response.headers;
  }

  /** As the SDK does after its own requests: the next signature has S3's time, unless the user has forbidden that. */
  async #correctClock(refused: Refusal, date = ""): Promise<void> {
    const { config } = this.client;
    const offset = Date.parse(date) - Date.now();
    if (Number.isNaN(offset) || (await config.disableClockSkewCorrection?.())) return;
    config.systemClockOffset = offset;
    refused.$metadata.clockSkewCorrected = true;
  }
}

/** Lets the SDK make a request for the bucket, and keeps it in place of sending it. */
async function prepare(client: S3Client, bucket: string): Promise<Template> {
  let request: SdkRequest | undefined;
  const command = new PutObjectCommand({ Bucket: bucket, Key: probeKey, Body: new Uint8Array() });
  command.middlewareStack.add(
    () => async (args) => {
      request = args.request as SdkRequest;
      return { response: undefined, output: { $metadata: {} } };
    },
    { step: "finalizeRequest", priority: "low" },
  );
  // Options keep this command's steps out of the client's cache.
  await client.send(command, {});
  if (request === undefined) throw new Error("the SDK has made no request");
  const { host, "user-agent": userAgent } = request.headers;
  const headers = { ...(host && { host }), ...(userAgent && { "user-agent": userAgent }) };
  return { request: Object.assign(request, { headers }), path: request.path.slice(0, -probeKey.length) };
}

/** An error of the SDK's form. */
interface Refusal extends Error {
  readonly $metadata: { readonly httpStatusCode: number; clockSkewCorrected?: boolean };
}

/** S3's error document as an error (S3 API, Error responses). */
function refusal(status: number, document: string): Refusal {
  const [, code = `HTTP ${status}`] = /<Code>([^<]*)<\/Code>/.exec(document) ?? [];
  const [, message = ""] = /<Message>([^<]*)<\/Message>/.exec(document) ?? [];
  return Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: status } });
}
