import { inject } from "vitest";

// Said by each file, which fails: a run without them is not whole.
const missing = inject("missingParts");
if (missing !== undefined) throw new Error(missing);
