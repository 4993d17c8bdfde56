import type { OutlastError } from "../errors/outlast-error";
import { toolError } from "./errors";

/**
 * Failures of Terraform that have a way out which it does not name: a state that another run has locked, a provider
 * that cannot be installed, a protected resource whose making was interrupted, a name that another distribution has, an
 * identity provider that the account has, an account that is new to CloudFront, and a bucket that holds something.
 * Undefined for any other.
 *
 * @param said Terraform's errors, as text
 * @param folder of the configuration
 */
export function knownFailure(said: string, folder: string): OutlastError | undefined {
  return (
    stateLocked(said, folder) ??
    providerUnreachable(said) ??
    providerNotLocked(said) ??
    resourceProtected(said, folder) ??
    aliasTaken(said) ??
    identityProviderThere(said) ??
    accountUnverified(said) ??
    bucketNotEmpty(said)
  );
}

/**
 * Whether a run has met the lock of another one that had let go of it by when Terraform asked whose it is: S3 refuses to
 * write it, and has none to read. Terraform waits for no lock of which it knows nothing, whatever its timeout.
 *
 * @param said Terraform's errors, as text
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html 409 where a deletion was quicker
 */
export function lockWasLetGo(said: string): boolean {
  const line = oneLine(said);
  return (
    /Error acquiring the state lock/.test(line) &&
    !/\bLock Info:/.test(line) &&
    (/(?:PreconditionFailed|ConditionalRequestConflict)\b.*\bNoSuchKey\b/.test(line) ||
      /resource temporarily unavailable.*lock\.info: no such file/.test(line))
  );
}

/** Who has locked a state, or had when it was killed, since when, and the command that clears the lock. */
function stateLocked(said: string, folder: string): OutlastError | undefined {
  if (!/Error acquiring the state lock/.test(said)) return undefined;
  if (lockWasLetGo(said))
    return toolError(
      "state-locked",
      "the state was locked by runs that had let go of it by when they were asked for",
      "Run it again.",
    );
  // A role that may not write the lock: nobody has locked anything.
  if (/\bapi error AccessDenied\b/.test(said)) return undefined;
  const field = (name: string) => new RegExp(`\\b${name}:\\s+(.+)`).exec(said)?.[1]?.trim();
  const operation = field("Operation") ?? "a run";
  const what = `the state is locked by ${field("Who") ?? "somebody"} (${operation}, since ${field("Created") ?? "an unknown time"})`;
  // The system's lock of a file: Terraform clears none of another process, and none outlives its own.
  if (/resource temporarily unavailable/.test(oneLine(said)))
    return toolError("state-locked", what, "Wait for that run, or end it: the lock of a file goes with it.");
  // Whoever may write the lock has written what is said of it, and a person pastes what is said here.
  const [id = "<ID>"] = /^\w[\w-]*$/.exec(field("ID") ?? "") ?? [];
  const [path = "<bucket>/<key>"] = /^[a-z\d][\w./-]+$/.exec(field("Path") ?? "") ?? [];
  // Between two backends, Terraform refuses every command in the folder but the one that moves the state.
  const clear = operation.startsWith("migration")
    ? `aws s3 rm s3://${path}.tflock`
    : `terraform -chdir=${folder} force-unlock -force ${id}`;
  return toolError("state-locked", what, `Wait for that run. Only if it is known to be dead: ${clear}`);
}

function providerUnreachable(said: string): OutlastError | undefined {
  const line = oneLine(said);
  if (!/Failed to query available provider packages|Could not retrieve providers for locking/.test(line))
    return undefined;
  const registry = /could not connect to ([\w.-]+\w)/.exec(line)?.[1];
  if (registry === undefined) return undefined;
  return toolError(
    "provider-unreachable",
    `the AWS provider cannot be installed: ${registry} does not answer`,
  );
}

/** What is installed, or could be, is not what the stack's lock file has hashes of. */
function providerNotLocked(said: string): OutlastError | undefined {
  const line = oneLine(said);
  const isOther =
    /match any of the checksums|Inconsistent dependency lock file|does not match configured version/.test(
      line,
    ) || /Provider dependency changes detected/.test(line);
  if (!isOther) return undefined;
  return toolError("provider-not-locked", `the AWS provider is not the one that is locked: ${line}`);
}

/** A run that is interrupted while it makes a resource leaves it tainted: the next one would destroy it and make it anew. */
function resourceProtected(said: string, folder: string): OutlastError | undefined {
  const address = /Instance cannot be destroyed.*? Resource (\S+) has lifecycle\.prevent_destroy set/.exec(
    oneLine(said),
  )?.[1];
  if (address === undefined) return undefined;
  return toolError(
    "resource-protected",
    `Instance cannot be destroyed: ${address} is protected by prevent_destroy`,
    `If a run was interrupted while it made it, keep it: terraform -chdir=${folder} untaint ${address}. Otherwise take back the change that destroys or replaces it.`,
  );
}

/** A distribution of another account, or one that was given the name while the plan was looked at. */
function aliasTaken(said: string): OutlastError | undefined {
  if (!said.includes("CNAMEAlreadyExists")) return undefined;
  // All that Terraform said: it goes on with what does not depend on the failure, and may have met others.
  return toolError("alias-taken", said);
}

/** An account has one provider an issuer (IAM API reference, CreateOpenIDConnectProvider). */
function identityProviderThere(said: string): OutlastError | undefined {
  const line = oneLine(said);
  if (!/EntityAlreadyExists.*token\.actions\.githubusercontent\.com/.test(line)) return undefined;
  return toolError("oidc-provider-there", line.trim());
}

/** A new account, until AWS has looked at it. */
function accountUnverified(said: string): OutlastError | undefined {
  const line = oneLine(said);
  return /account must be verified before you can add/.test(line)
    ? toolError("account-unverified", line.trim())
    : undefined;
}

/** A bucket that goes with its resource alone, or has filled again. Whatever else failed is said with it. */
function bucketNotEmpty(said: string): OutlastError | undefined {
  const line = oneLine(said);
  return /\bBucketNotEmpty\b/.test(line) ? toolError("bucket-not-empty", line.trim()) : undefined;
}

/** Terraform breaks lines and draws a bar beside them where it writes for a person. */
function oneLine(said: string): string {
  return said.replace(/[\s│]+/g, " ");
}
