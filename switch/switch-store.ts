import {
  CloudFrontKeyValueStoreClient,
  type CloudFrontKeyValueStoreClientConfig,
  ConflictException,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  ResourceNotFoundException,
  UpdateKeysCommand,
} from "@aws-sdk/client-cloudfront-keyvaluestore";
// The client signs with SigV4A, and finds this implementation only if it has been loaded.
import "@aws-sdk/signature-v4a";
import { type SwitchKeys, servingKeys, sideOf, switchValue } from "../facts/site/switch";
import {
  type AuditLine,
  lineAfter,
  parseAudit,
  renderAudit,
  type SwitchState,
} from "../facts/site/switch-record";

/** How often an update begins again that another one of the store came before. */
const tries = 10;

/** Milliseconds until a connection stands and until an answer has come: visitors wait for whoever throws the switch. */
const timeouts = { connectionTimeout: 2_000, requestTimeout: 4_000, throwOnRequestTimeout: true };

/** The evacuation switch in the site's CloudFront KeyValueStore: no Terraform run, no control plane of CloudFront. */
export class SwitchStore {
  readonly #client: CloudFrontKeyValueStoreClient;
  readonly #arn: string;
  readonly #keys: SwitchKeys;

  constructor(
    arn: string,
    client: CloudFrontKeyValueStoreClient = createKeyValueStoreClient(),
    keys: SwitchKeys = servingKeys,
  ) {
    this.#arn = arn;
    this.#client = client;
    this.#keys = keys;
  }

  async read(): Promise<SwitchState> {
    const [side, audit] = await Promise.all([this.#get(this.#keys.side), this.#get(this.#keys.audit)]);
    return { side: sideOf(side), audit: parseAudit(audit) };
  }

  /**
   * Throws the switch and writes why, both in one update: neither is ever without the other. Another write of the store,
   * such as a deployment's redirects, makes it begin again; one of the switch itself does not.
   *
   * @param seen the switch that whoever throws it has seen
   * @returns the switch as somebody else has thrown it meanwhile; undefined where it is thrown
   */
  async write(line: AuditLine, seen: SwitchState): Promise<SwitchState | undefined> {
    for (let left = tries; ; left--) {
      const { ETag } = await this.#client.send(new DescribeKeyValueStoreCommand({ KvsARN: this.#arn }));
      const now = await this.read();
      // An answer that was lost on its way: the client has tried again, and the store had taken the first one.
      if (isThrown(line, now)) return undefined;
      if (now.side !== seen.side || now.audit[0]?.at !== seen.audit[0]?.at) return now;
      try {
        await this.#update(line, now, ETag);
        return undefined;
      } catch (error) {
        if (!(error instanceof ConflictException) || left <= 1) throw error;
      }
    }
  }

  /** Takes its keys out of the store, those that are there. */
  async forget(): Promise<void> {
    const { side, audit } = this.#keys;
    const values = await Promise.all([side, audit].map((key) => this.#get(key)));
    const Deletes = [side, audit].filter((_, i) => values[i] !== undefined).map((Key) => ({ Key }));
    if (Deletes.length === 0) return;
    const { ETag } = await this.#client.send(new DescribeKeyValueStoreCommand({ KvsARN: this.#arn }));
    await this.#client.send(new UpdateKeysCommand({ KvsARN: this.#arn, IfMatch: ETag, Deletes }));
  }

  async #update(line: AuditLine, now: SwitchState, etag: string | undefined): Promise<void> {
    const { audit } = now;
    const value = switchValue(line.side);
    // The API refuses to delete a key that is not there, as it is while the primary is asked first.
    const gone = now.side === line.side ? [] : [{ Key: this.#keys.side }];
    const log = { Key: this.#keys.audit, Value: renderAudit([lineAfter(audit, line), ...audit]) };
    await this.#client.send(
      new UpdateKeysCommand({
        KvsARN: this.#arn,
        IfMatch: etag,
        ...(value === undefined
          ? { Puts: [log], Deletes: gone }
          : { Puts: [{ Key: this.#keys.side, Value: value }, log] }),
      }),
    );
  }

  async #get(key: string): Promise<string | undefined> {
    try {
      return (await this.#client.send(new GetKeyCommand({ KvsARN: this.#arn, Key: key }))).Value;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}

function isThrown(line: AuditLine, { audit: [last], side }: SwitchState): boolean {
  return side === line.side && last?.at === line.at && last.by === line.by && last.region === line.region;
}

/**
 * The data API's client. Its rules put the account's id before the host name, which no loopback address can have:
 * an endpoint on this machine is taken as it is.
 */
export function createKeyValueStoreClient(
  endpoint: string | undefined = process.env.AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE ??
    process.env.AWS_ENDPOINT_URL,
): CloudFrontKeyValueStoreClient {
  const config: CloudFrontKeyValueStoreClientConfig = {
    region: "us-east-1",
    maxAttempts: 3,
    requestHandler: timeouts,
  };
  if (endpoint === undefined || !isLoopback(endpoint)) return new CloudFrontKeyValueStoreClient(config);
  const authScheme = { name: "sigv4a", signingName: "cloudfront-keyvaluestore", signingRegionSet: ["*"] };
  // Whatever plugs in endpoint rules may say how to sign for them; the type allows only what an endpoint must have.
  const resolved: { url: URL } = Object.assign(
    { url: new URL(endpoint) },
    { properties: { authSchemes: [authScheme] } },
  );
  return new CloudFrontKeyValueStoreClient({ ...config, endpointProvider: () => resolved });
}

function isLoopback(endpoint: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/.test(new URL(endpoint).hostname);
}
