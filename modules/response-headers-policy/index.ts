export { ResponseHeadersPolicy, type ResponseHeadersPolicyProps } from "./response-headers-policy";
