/** What each case is put together of; the base config breaks no rule. */
export const base = { name: "demo", regions: { primary: "eu-central-1", replica: "eu-west-1" } };

export const zone = { name: "example.com" };
export const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
export const record = (count: number) => Object.fromEntries(many(count, (index) => [`x-${index}`, "1"]));
export const failover = (change: object) => ({ failover: change });
export const headers = (change: object) => ({ headers: change });
export const rule = (change: object) => headers({ rules: [{ set: { "x-a": "1" }, ...change }] });
export const cached = (...paths: string[]) => ({
  cache: { paths: paths.map((path) => ({ path, mode: "immutable" })) },
});
export const lifetime = (change: object) => ({ cache: { default: { mode: "edge", ttl: "1m", ...change } } });
export const key = (change: object) => ({ cache: { default: { mode: "origin", ...change } } });
export const domain = (change: object) => ({ domain: { name: "www.example.com", zone, ...change } });
export const redirect = (from: string, to: string, more = {}) => ({ from, to, ...more });
export const redirects = (...list: object[]) => ({ redirects: list });
export const distribution = (change: object) => ({ distribution: change });
export const tags = (change: object) => ({ tags: change });

export const api = { url: "https://api.example.com" };
/** One server with one path that leads to it. */
export const server = (origin: object, path: object = {}, more: object = {}) => ({
  origins: { api: { ...api, ...origin } },
  paths: [{ path: "/api/*", origin: "api", ...path }],
  ...more,
});
export const functionUrl = "https://abc123.lambda-url.eu-central-1.on.aws";
export const lambdaFunctionArn = "arn:aws:lambda:eu-central-1:111122223333:function:api";

/** Code, the path that is named, and what is added to the base. */
export type SiteCase = readonly [code: string, path: string, change: object];
