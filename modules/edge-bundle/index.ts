export { EdgeBundleError, type EdgeProblem } from "./errors";
export { headerFunctionArchive, type LambdaArchive } from "./header-function";
export { headerFunctionViewerBundle } from "./header-function-viewer";
export { type ViewerRequestBundle, viewerRequestBundle } from "./viewer-request";
