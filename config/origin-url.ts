/** What CloudFront has to know of a server's URL. */
export interface OriginAddress {
  readonly protocol: "http" | "https";
  readonly host: string;
  /** The scheme's own where the URL names none. */
  readonly port: number;
}

const ownPorts = { http: 80, https: 443 } as const;

/** The address in a URL of `origins`; undefined for what is none, or says more than scheme, host and port. */
export function originAddress(url: string): OriginAddress | undefined {
  const [, protocol, host, port] = /^(https?):\/\/([a-z0-9.-]+)(?::(\d{1,5}))?\/?$/.exec(url) ?? [];
  if ((protocol !== "http" && protocol !== "https") || host === undefined) return undefined;
  return { protocol, host, port: port === undefined ? ownPorts[protocol] : Number(port) };
}
