export { type DeployedHeaderFunction, HeaderFunction, type HeaderFunctionProps } from "./header-function";
