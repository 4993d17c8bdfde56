export { type SentinelProps, SiteSentinel } from "./sentinel";
