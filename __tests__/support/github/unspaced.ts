import type { Patience } from "../../../delivery/github/client";

const group = { key: () => ({ schedule: async (_options: object, work: () => Promise<void>) => work() }) };

/** Lets writes follow each other at once: the server of a test has no rate limit. */
export const unspaced = { write: group, notifications: group } as unknown as NonNullable<Patience["spacing"]>;
