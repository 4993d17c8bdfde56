// The package `outlast/testing`: one event of an edge function of one's own, as the rehearsal runs it.

export {
  type EventField,
  type FunctionOutput,
  type FunctionRun,
  type FunctionRunOptions,
  runFunction,
  type ViewerRequestEvent,
  viewerRequestEvent,
} from "./run-function";
