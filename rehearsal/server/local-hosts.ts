import { remembered } from "../../facts/remembered";

/** What a visitor believes to speak: a laptop has no certificate, and HTTPS is HTTP at a port of its own. */
export type Scheme = "http" | "https";

/** Where on this machine visitors come to by each protocol, as far as there is such a place. */
export type PortOf = (scheme: Scheme) => number | undefined;

/** One distribution as a laptop reaches it. */
export interface LocalSite {
  /** The site's short name: `http://<name>.localhost:<port>/` reaches it. */
  readonly name: string;
  /** The host name under which CloudFront would be asked: the main alias, or the distribution's own name. */
  readonly host: string;
  /** Every host name that the distribution answers to. */
  readonly hosts: readonly string[];
}

/** Addresses, and the names of machines in a local network (RFC 6762, `.local`): no distribution is called so. */
const localName = /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]|[^.]+\.local)$/;

/** A real host name as browsers can ask this machine for it: with `.localhost` behind it. */
const realName = /^(.+\..+)\.localhost$/;

/** Letters of a name of DNS (RFC 1035, 2.3.4), and a port: whatever is longer is no name, and is not remembered. */
const longestHost = 261;

/** The host of a Host header, without its port, in lower case. */
export function hostName(hostHeader: string): string {
  return hostHeader.toLowerCase().replace(/:\d*$/, "");
}

/**
 * A laptop has neither the site's DNS names nor its certificate. Requests for `localhost`, or for any address by
 * which a network reaches the laptop, are asked of the edge under the first site's real name; `<name>.localhost` is
 * a site's main name, and `<host name>.localhost` any real one. Redirects to real names come back as redirects to the
 * laptop. Requests that carry a real name are left as they are.
 */
export class LocalHosts {
  readonly #byHost = new Map<string, LocalSite>();
  readonly #byName = new Map<string, LocalSite>();
  readonly #first: LocalSite | undefined;
  readonly #known = remembered((hostHeader) => this.#canonical(hostHeader));

  constructor(sites: readonly LocalSite[]) {
    this.#first = sites[0];
    for (const site of sites) {
      this.#byName.set(`${site.name}.localhost`, site);
      for (const host of site.hosts) this.#byHost.set(host.toLowerCase(), site);
    }
  }

  /** The Host that the edge is asked for. */
  canonical(hostHeader: string): string {
    return hostHeader.length > longestHost ? this.#canonical(hostHeader) : this.#known(hostHeader);
  }

  #canonical(hostHeader: string): string {
    const name = hostName(hostHeader);
    if (this.#byHost.has(name)) return name;
    const named = this.#byName.get(name);
    if (named) return named.host;
    const real = realName.exec(name)?.[1];
    if (real !== undefined) return real;
    return localName.test(name) && this.#first ? this.#first.host : hostHeader;
  }

  /**
   * A Location that points at a site's real name, pointed at the laptop instead; any other is left alone.
   * `hostHeader` is what the visitor asked for, port included; where a protocol has no port, it is at the same one.
   */
  localLocation(location: string, hostHeader: string, portOf: PortOf = () => undefined): string {
    if (this.canonical(hostHeader) === hostName(hostHeader)) return location;
    const match = /^(https?):\/\/([^/?#]+)(.*)$/is.exec(location);
    const target = match && hostName(match[2] as string);
    if (!match || target === null || !this.#byHost.has(target)) return location;
    const other = portOf((match[1] as string).toLowerCase() as Scheme);
    const port = other === undefined ? (/:\d+$/.exec(hostHeader)?.[0] ?? "") : `:${other}`;
    const here =
      target === this.canonical(hostHeader) ? hostHeader.replace(/:\d*$/, "") : `${target}.localhost`;
    return `http://${here}${port}${match[3] || "/"}`;
  }
}
