import * as z from "zod";

/** Names of headers, cookies, query strings or hosts; none by default. */
export const nameList = z.array(z.string()).default([]);

/** All query strings or cookies, or these. */
export const allOrNames = z.union([z.literal("all"), z.array(z.string())]).default([]);
