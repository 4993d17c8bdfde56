import { createRequire } from "node:module";

/**
 * CDKTF notes the whole stack of calls for every token, in case an error has to name its origin. No unit test looks at
 * that, and under the tests' source maps it was half of what a synthesis takes.
 */
const traces = createRequire(import.meta.url)("cdktf/lib/tokens/private/stack-trace.js");
traces.captureStackTrace = () => [];
