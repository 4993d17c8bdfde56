export {
  type ResponseHeadersPolicyProps,
  SiteHeadersPolicy,
} from "./response-headers-policy";
