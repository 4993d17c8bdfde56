export {
  type DeployedFunction,
  type DeployedLambda,
  HeaderFunction,
  type HeaderFunctionProps,
} from "./header-function";
