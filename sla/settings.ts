import type { SiteConfig } from "../config";

/** One setting as it might be otherwise. */
export interface TriedSetting {
  /** As docs/config.md has it, and the value. */
  readonly setting: string;
  readonly config: SiteConfig;
}

/** Settings that bear on an outage, each changed alone; those that are so already are left out. */
export function settingsToTry(site: SiteConfig): TriedSetting[] {
  const { cache, failover, headers } = site;
  const without = (...codes: number[]) => failover.statusCodes.filter((code) => !codes.includes(code));
  const codes = (statusCodes: number[]): TriedSetting => ({
    setting: `failover.statusCodes: [${statusCodes.join(", ")}]`,
    config: { ...site, failover: { ...failover, statusCodes } },
  });
  const timer = (
    name: "connectionAttempts" | "connectionTimeout" | "readTimeout",
    value: number,
  ): TriedSetting => ({
    setting: `failover.${name}: ${name === "connectionAttempts" ? value : `"${value}s"`}`,
    config: { ...site, failover: { ...failover, [name]: value } },
  });
  const usual = (change: Partial<SiteConfig["cache"]["default"]>, setting: string): TriedSetting => ({
    setting,
    config: {
      ...site,
      cache: { ...cache, default: { ...cache.default, ...change } as SiteConfig["cache"]["default"] },
    },
  });
  const runtime = headers.runtime === "lambda-at-edge" ? "cloudfront-function" : "lambda-at-edge";
  const keeps = cache.default.mode !== "immutable";
  const all: TriedSetting[] = [
    { setting: `headers.runtime: "${runtime}"`, config: { ...site, headers: { ...headers, runtime } } },
    codes(without(403)),
    codes(without(503, 504)),
    timer("connectionAttempts", 3),
    timer("connectionTimeout", 10),
    timer("readTimeout", 30),
    ...(keeps
      ? [
          usual({ staleIfError: 0 }, 'cache.default.staleIfError: "0s"'),
          usual({ staleIfError: 7 * 86_400 }, 'cache.default.staleIfError: "7d"'),
        ]
      : []),
  ];
  return all.filter(({ config }) => JSON.stringify(config) !== JSON.stringify(site));
}
