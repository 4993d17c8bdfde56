export { planTags, SiteWebAcl, type SiteWebAclProps } from "./web-acl";
