// The package `outlast/testing`: one event of an edge function of one's own, as the rehearsal runs it.

export { type FunctionRun, type FunctionRunOptions, runFunction, viewerRequestEvent } from "./run-function";
