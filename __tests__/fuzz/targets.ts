import type { FuzzTarget } from "./target";
import { configurations, plans } from "./terraform";

/** One a reader. */
export const targets: Readonly<Record<string, FuzzTarget>> = { configurations, plans };
