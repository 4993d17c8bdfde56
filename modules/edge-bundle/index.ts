export { EdgeBundleError, type EdgeProblem } from "./errors";
export { type LambdaArchive, securityHeadersArchive } from "./security-headers";
export { type ViewerRequestBundle, viewerRequestBundle } from "./viewer-request";
export { viewerResponseBundle } from "./viewer-response";
