export { OutlastOutput, type SiteOutputsProps } from "./site-outputs";
