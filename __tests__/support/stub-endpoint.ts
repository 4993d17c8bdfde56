import { vi } from "vitest";

/** Points what speaks to AWS in this process at an endpoint, until `vi.unstubAllEnvs()`. */
export function stubEndpoint(url: string): void {
  vi.stubEnv("AWS_ENDPOINT_URL", url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
}
