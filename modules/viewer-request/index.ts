export { ViewerRequestFunction, type ViewerRequestProps } from "./viewer-request";
