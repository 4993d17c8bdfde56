import { vi } from "vitest";

/**
 * Looks again and again until it sees what it expects, and returns that. For what another process does, or what comes by
 * a socket: how soon is the machine's affair, so the end is only there to name what never comes.
 */
export function eventually<T>(look: () => T | Promise<T>, everyMs = 50): Promise<T> {
  return vi.waitFor(look, { timeout: 240_000, interval: everyMs });
}
