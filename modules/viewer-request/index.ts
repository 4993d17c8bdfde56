export { ViewerRequest, type ViewerRequestProps } from "./viewer-request";
