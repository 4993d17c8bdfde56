import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { operationsError } from "./errors";

/** What deployments ask and nothing else here can take the place of, each of them in us-east-1 alone. */
const controlPlanes = {
  CloudFront: { variable: "AWS_ENDPOINT_URL_CLOUDFRONT", address: "https://cloudfront.amazonaws.com" },
  IAM: { variable: "AWS_ENDPOINT_URL_IAM", address: "https://iam.amazonaws.com" },
} as const;

export type ControlPlane = keyof typeof controlPlanes;

/** Milliseconds that a service may take to say anything at all. */
const patience = 5_000;
/** What a network says of a service that is there and takes no connection. Without a name nobody can say who is silent. */
const unreachable = /^(?:ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/;

/**
 * Asks the services for a sign of life, before Terraform or the SDK ask them for hours: both try again and again, and
 * say nothing. Any answer will do. Behind a proxy nothing is asked: what goes past it may be kept from going.
 *
 * @throws {OutlastError} CONTROL_PLANE_SILENT with all that do not answer
 */
export async function requireControlPlanes(
  planes: readonly ControlPlane[],
  env: NodeJS.ProcessEnv = process.env,
  wait = patience,
): Promise<void> {
  if (env.HTTPS_PROXY || env.https_proxy) return;
  const silent = await Promise.all(
    planes.map(async (plane) => {
      const { address, variable } = controlPlanes[plane];
      const url = env[variable] ?? env.AWS_ENDPOINT_URL ?? address;
      const why = await silenceOf(url, wait);
      return why === undefined ? [] : [`${plane} (${url}) ${why}`];
    }),
  );
  const found = silent.flat();
  if (found.length > 0) throw operationsError("CONTROL_PLANE_SILENT", found.join("; "));
}

function silenceOf(url: string, wait: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = (url.startsWith("http:") ? plain : secure)(url, (response) => {
      response.resume();
      end(undefined);
    });
    const timer = setTimeout(() => end(`does not answer within ${wait / 1_000} s`), wait);
    const end = (why: string | undefined) => {
      clearTimeout(timer);
      resolve(why);
      asked.destroy();
    };
    asked.on("error", ({ code = "" }: NodeJS.ErrnoException) =>
      end(unreachable.test(code) ? `does not answer (${code})` : undefined),
    );
    asked.end();
  });
}
