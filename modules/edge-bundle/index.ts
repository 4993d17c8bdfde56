export { EdgeBundleError, type EdgeProblem } from "./errors";
export type { ReadableFunction } from "./generic-function";
export { headerFunctionArchive, type LambdaArchive } from "./header-function";
export { headerFunctionViewerBundle } from "./header-function-viewer";
export { sentinelArchive } from "./sentinel";
export { type ViewerRequestBundle, viewerRequestBundle } from "./viewer-request";
