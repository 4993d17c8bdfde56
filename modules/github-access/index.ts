export { boundaryOf } from "./boundary";
export { GithubAccess, type GithubAccessProps } from "./github-access";
export { OnCallAccess, type OnCallAccessProps } from "./on-call-access";
export type { ManagedSite, PolicyDocument, Statement } from "./policy";
