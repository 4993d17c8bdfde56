import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { regionsByDefault } from "../facts/aws-regions";
import { operationsError } from "./errors";

/** Whom AWS takes us for. */
export interface AwsCaller {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
}

/** Milliseconds until a person hears that AWS does not answer. */
const patience = 4_000;

/** What STS and the other services call credentials that were good once (STS and S3 API references, error codes). */
const expired = /ExpiredToken|RequestExpired|TokenRefreshRequired/;
/** What they call credentials that never were, of another partition, or of a clock that is wrong. */
const refused =
  /InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClient|InvalidToken|IncompleteSignature|AuthFailure/;

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * Asks AWS who we are, before anything is done: whoever is called at night hears of credentials first.
 *
 * @param region whose STS is asked; that of us-east-1 goes when that region goes
 * @throws {OutlastError} CREDENTIALS_NONE, CREDENTIALS_EXPIRED, CREDENTIALS_REFUSED, AWS_ANOTHER, or AWS_SILENT within five seconds
 */
export async function identifyCaller(
  region: string,
  client = new STSClient({ region, maxAttempts: 3, requestHandler: { connectionTimeout: patience } }),
): Promise<AwsCaller> {
  const answer = lastAnswer(client);
  try {
    const { Account = "", Arn = "" } = await within(patience, (abortSignal) =>
      client.send(new GetCallerIdentityCommand(), { abortSignal }),
    );
    if (isAnother(answer())) throw new Error("not of STS");
    return { account: Account, arn: Arn };
  } catch (error) {
    throw isAnother(answer()) ? anotherOf(answer() as Answer, region) : refusalOf(error as Error, region);
  } finally {
    client.destroy();
  }
}

/** @throws {OutlastError} CREDENTIALS_ACCOUNT for a site that is in another account than the caller */
export function refuseOtherAccount({ account, arn }: AwsCaller, site: string, distributionArn: string): void {
  const owner = distributionArn.split(":")[4];
  // Of what does not say whose it is, nothing is known: the services that are asked next will.
  if (!owner || !account || owner === account) return;
  throw operationsError(
    "CREDENTIALS_ACCOUNT",
    `${site} is in account ${owner}, and you are ${arn} in ${account}`,
  );
}

/** The last answer that a client got, as the wire had it: the SDK's error of a page in HTML does not say what it was. */
function lastAnswer(client: STSClient): () => Answer | undefined {
  let last: Answer | undefined;
  client.middlewareStack.add(
    (next) => async (given) => {
      const result = await next(given);
      last = result.response as Answer;
      return result;
    },
    { step: "deserialize", priority: "low" },
  );
  return () => last;
}

/** Whether a proxy, or the page of a network that wants a sign-in, stands in AWS's place: STS has no HTML and no redirects. */
function isAnother(answer: Answer | undefined): boolean {
  if (answer === undefined) return false;
  const { headers, statusCode } = answer;
  return /html/i.test(headers["content-type"] ?? "") || (statusCode >= 300 && statusCode < 400);
}

function anotherOf({ headers, statusCode }: Answer, region: string) {
  const asked = process.env.AWS_ENDPOINT_URL ?? `the address of AWS in ${region}`;
  const said = [headers.location, headers["content-type"], headers.server ?? headers.via].filter(Boolean);
  return operationsError(
    "AWS_ANOTHER",
    `what answers at ${asked} is not AWS: ${statusCode} (${said.join(", ")})`,
  );
}

/** The SDK's own signal ends a request, and not the search for credentials before it. */
async function within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = Object.assign(new Error("no answer"), { name: "TimeoutError" });
      ending.abort(error);
      reject(error);
    }, milliseconds);
  });
  return Promise.race([work(ending.signal), silence]).finally(() => clearTimeout(timer));
}

function refusalOf(error: Error, region: string) {
  const { name, message } = error;
  const options = { cause: error };
  if (expired.test(name) || (isLocal(name) && /expired/i.test(message))) {
    return operationsError(
      "CREDENTIALS_EXPIRED",
      `the credentials${ofProfile()} have expired`,
      undefined,
      options,
    );
  }
  if (isLocal(name)) return operationsError("CREDENTIALS_NONE", missing(), undefined, options);
  if (refused.test(name)) {
    // A region that is not opened for an account knows none of its credentials.
    const closed = regionsByDefault.has(region)
      ? ""
      : `; or ${region} is closed to the account, as it is until somebody opens it: aws account enable-region --region-name ${region}`;
    const value = `AWS in ${region} does not know the credentials${ofProfile()} (${name})${closed}`;
    return operationsError("CREDENTIALS_REFUSED", value, undefined, options);
  }
  const silent = `${process.env.AWS_ENDPOINT_URL ?? `AWS in ${region}`} does not answer`;
  return operationsError("AWS_SILENT", `${silent} (${reasonOf(error)})`, undefined, options);
}

/** Errors of the SDK's own search for credentials, before any request. */
function isLocal(name: string): boolean {
  return name === "CredentialsProviderError" || name === "TokenProviderError";
}

function missing(): string {
  const { AWS_PROFILE } = process.env;
  return AWS_PROFILE === undefined
    ? "no credentials for AWS were found"
    : `the profile ${AWS_PROFILE} has no credentials`;
}

function ofProfile(): string {
  const { AWS_PROFILE } = process.env;
  return AWS_PROFILE === undefined ? "" : ` of the profile ${AWS_PROFILE}`;
}

function reasonOf(error: Error & { readonly code?: unknown }): string {
  if (error.name === "TimeoutError" || error.name === "AbortError") return `nothing in ${patience / 1_000} s`;
  return typeof error.code === "string" ? error.code : error.name;
}
