export { boundaryOf } from "./boundary";
export { GithubAccess, type GithubAccessProps } from "./github-access";
export type { ManagedSite, PolicyDocument, Statement } from "./policy";
