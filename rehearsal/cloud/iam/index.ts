export type { IamCall } from "./call";
export { IamCalls } from "./calls";
export { formOf } from "./query";
