export { boundaryOf } from "./boundary";
export { roleRules } from "./errors";
export { GithubAccess, type GithubAccessProps } from "./github-access";
export type { ManagedSite, PolicyDocument, Statement } from "./policy";
