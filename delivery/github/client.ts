import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import type { Environment } from "../../toolchain";
import { deliveryError } from "../errors";

/** GitHub's REST API, with retries, and with the pauses that its rate limits ask for. */
export type GitHub = Octokit;

/** How patient the client is. */
export interface Patience {
  /** How often a request is made again. */
  readonly retries: number;
  /** Unit of the pauses between attempts, and of a Retry-After, in milliseconds. */
  readonly unitMs: number;
  /** Longest Retry-After that is waited for, in seconds. */
  readonly longestWait: number;
  /** What keeps writes apart. @default - a second, and three where somebody is notified, as GitHub asks */
  readonly spacing?: Pick<ThrottlingOptions, "write" | "notifications">;
}

const patience: Patience = { retries: 3, unitMs: 1000, longestWait: 300 };

type ThrottlingOptions = NonNullable<NonNullable<ConstructorParameters<typeof Client>[0]>["throttle"]>;

const Client = Octokit.plugin(retry, throttling);

/**
 * A client for the API at GITHUB_API_URL with GITHUB_TOKEN. The token is in no message: what is logged is only that a
 * request is being waited for.
 *
 * @param note where it is said that a request waits, or is given up
 * @throws {OutlastError} `GITHUB_TOKEN_MISSING`
 */
export function connect(
  env: Environment,
  note: (text: string) => void,
  { longestWait, retries, spacing, unitMs }: Patience = patience,
): GitHub {
  if (!env.GITHUB_TOKEN) {
    throw deliveryError("GITHUB_TOKEN_MISSING", "GITHUB_TOKEN is not set");
  }
  const again =
    (kind: string) =>
    (retryAfter: number, request: { method: string; url: string }, _: unknown, count: number) => {
      const isPatient = count < retries && retryAfter <= longestWait;
      note(
        `GitHub's ${kind} rate limit: ${request.method} ${request.url} ${isPatient ? `again in ${retryAfter} s` : "is given up"}`,
      );
      return isPatient;
    };
  return new Client({
    auth: env.GITHUB_TOKEN,
    baseUrl: env.GITHUB_API_URL || "https://api.github.com",
    userAgent: "outlast",
    log: { debug() {}, info() {}, warn() {}, error() {} },
    retry: { retries, retryAfterBaseValue: unitMs },
    throttle: {
      onRateLimit: again("primary"),
      onSecondaryRateLimit: again("secondary"),
      retryAfterBaseValue: unitMs,
      fallbackSecondaryRateRetryAfter: 60,
      ...spacing,
    },
  });
}

/** Runs calls to the API; a failed one becomes an error that says which, and what may be missing. */
export async function calling<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined) throw error;
    throw deliveryError("GITHUB_REFUSED", `${what}: GitHub answered ${status}`, mendFor(status));
  }
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  return typeof error.status === "number" ? error.status : undefined;
}

function mendFor(status: number): string {
  if (status === 401) return "The token is wrong or has expired: pass the job's own, github.token.";
  if (status === 403 || status === 404) {
    return "The job needs the permission (docs/ci.md), and a pull request from a fork never has it.";
  }
  return "Run the job again; https://www.githubstatus.com says whether it is GitHub.";
}
