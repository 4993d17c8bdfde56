export { SiteOutputs, type SiteOutputsProps } from "./site-outputs";
