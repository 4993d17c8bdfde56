export { EdgeHeaders, type EdgeHeadersProps, type HeaderFunction } from "./edge-headers";
