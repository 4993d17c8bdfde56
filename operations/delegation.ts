import { Resolver } from "node:dns/promises";

/** The name servers that public DNS leads a zone's visitors to; none where it knows no such zone. */
export type NameServersOf = (zone: string) => Promise<readonly string[]>;

/** Whether DNS leads to a zone that was made: to it, to nothing, or to others of that name. */
export interface Delegation {
  readonly isDone: boolean;
  /** For a person, in a line: what is true, and what to do where that is not enough. */
  readonly detail: string;
}

/** Asks the machine's resolver, or that at OUTLAST_DNS ("127.0.0.1:5353"): some networks have names of their own. */
export function publicNameServers(env: Readonly<NodeJS.ProcessEnv> = process.env): NameServersOf {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (env.OUTLAST_DNS) resolver.setServers([env.OUTLAST_DNS]);
  return async (zone) => {
    try {
      return await resolver.resolveNs(zone);
    } catch {
      // Unknown, or delegated to servers that do not answer for it: either way nobody is led there.
      return [];
    }
  };
}

/** Compares what DNS says of a zone with the name servers that it was given when it was made. */
export async function delegationOf(
  zone: string,
  nameServers: readonly string[],
  ask: NameServersOf,
): Promise<Delegation> {
  const own = new Set(nameServers.map(plain));
  const found = (await ask(zone)).map(plain);
  if (found.length > 0 && found.every((server) => own.has(server)))
    return { isDone: true, detail: `${zone} leads to its own name servers` };
  const there = found.length === 0 ? "is not delegated" : `leads to ${[...found].sort().join(", ")}`;
  return {
    isDone: false,
    detail: `${zone} ${there}; at its registrar, or in the zone above it, enter ${[...own].sort().join(", ")} as its name servers`,
  };
}

function plain(server: string): string {
  return server.toLowerCase().replace(/\.$/, "");
}
