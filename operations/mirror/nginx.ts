import { decodePath } from "../../facts/site/path";
import type { MirroredSite, MirrorHeaders } from "./answers";

export interface NginxOptions {
  /** Where nginx finds the files. */
  readonly root: string;
  /** An address or port, as `listen` has it. */
  readonly listen: string;
  /** The names that are led to the first one; none for a site without a domain. */
  readonly names: readonly string[];
}

const notPlain = "~*^[^?]*?(?:\\\\|%5C|//|/\\.\\.?(?:/|\\?|$)|%[01][0-9A-F]|%7F)";

/**
 * A site as nginx serves it, for its `http` block. Each path that leads to a file, or to another URL, is a location by
 * itself, so that nginx decides nothing that CloudFront would decide otherwise; patterns of redirects are matched against
 * what the visitor has sent, since nginx writes its own, decoded path into a Location as it is.
 */
export function nginxConfig(site: MirroredSite, { listen, names, root }: NginxOptions): string {
  const variables = headerVariables(site);
  const set = (headers: MirrorHeaders) =>
    [...variables].flatMap(([name, variable]) => {
      const value = headers[name] ?? "";
      return value === (site.floor[name] ?? "") ? [] : [`set ${variable} ${quoted(value)};`];
    });
  const file = (key: string, headers: MirrorHeaders) =>
    [...set(headers), `try_files ${quoted(`/${key}`)} =404;`].join(" ");
  const [main, ...others] = names;
  const { answers, everyRoute, missing } = site;
  const patterns = redirectMaps(site.rules);
  const noCache = set({ ...site.floor, "cache-control": "no-cache" }).join(" ");
  const locations = answers.map((answer) => {
    const body =
      "key" in answer
        ? file(answer.key, answer.headers)
        : `${answer.isPage ? `${noCache} ` : ""}return ${answer.status} ${redirectTarget(answer.to)};`;
    return `    location = ${text(decodePath(answer.path) ?? answer.path)} { ${body} }`;
  });
  return [
    // No way is known to write a dollar sign into a string of nginx.
    'geo $outlast_dollar { default "$"; }',
    'map $args $outlast_and { "" ""; default "&"; }',
    // As `isPlain` of facts/site/path.ts: what could lead off the site is nobody's redirect.
    `map $request_uri $outlast_path { ${text(notPlain)} ""; "~^(?<outlast_p>[^?]*)" $outlast_p; }`,
    ...patterns.maps,
    ...(others.length > 0
      ? [
          `server { listen ${listen}; server_name ${others.join(" ")}; return 301 https://${main}$request_uri; }`,
        ]
      : []),
    "server {",
    `    listen ${listen}${names.length > 0 ? "" : " default_server"};`,
    `    server_name ${main ?? "_"};`,
    `    root ${text(root)};`,
    "    server_tokens off; absolute_redirect off; merge_slashes off; etag on; charset off;",
    '    types { } default_type "";',
    ...[...variables].map(([name, variable]) => `    set ${variable} ${quoted(site.floor[name] ?? "")};`),
    ...[...variables].map(([name, variable]) => `    add_header ${name} ${variable} always;`),
    ...(missing ? ["    error_page 403 404 @outlast_missing;"] : []),
    ...(missing ? [`    location @outlast_missing { ${file(missing.key, missing.headers)} }`] : []),
    ...locations,
    "    location / {",
    ...patterns.statuses.map(
      (status) => `        if ($outlast_to_${status}) { return ${status} $outlast_to_${status}; }`,
    ),
    ...(everyRoute
      ? [
          // A path with an extension, or below .well-known, is a file's.
          '        if ($uri ~ "(?:\\.[0-9]*[A-Za-z][A-Za-z0-9]*$)|^/\\.well-known(?:/|$)") { return 404; }',
          `        ${file(everyRoute.key, everyRoute.headers)}`,
        ]
      : ["        return 404;"]),
    "    }",
    "}",
    "",
  ].join("\n");
}

/** The variable of each header that any answer has. */
function headerVariables({ answers, everyRoute, floor, missing }: MirroredSite): Map<string, string> {
  const all = [...answers.map((answer) => ("key" in answer ? answer : undefined)), everyRoute, missing];
  const names = new Set(["cache-control", ...Object.keys(floor)]);
  for (const one of all) for (const name of Object.keys(one?.headers ?? {})) names.add(name);
  return new Map([...names].sort().map((name, index) => [name, `$outlast_h${index}`]));
}

/** A map of each status: what a path that has no location is led to. */
function redirectMaps(rules: MirroredSite["rules"]) {
  const places = Object.keys(rules)
    .filter((key) => key.startsWith(">"))
    .sort((one, other) => other.split("/").length - one.split("/").length);
  const found = places.flatMap((place) =>
    (rules[place] as string).split("|").map((pattern) => patternOf(place.slice(1), pattern)),
  );
  const statuses = [...new Set(found.map(({ status }) => status))];
  const maps = statuses.map((status) => {
    // The first that matches counts, whatever its status.
    const lines = found.map((one) => `    ${text(one.regex)} ${one.status === status ? one.target : '""'};`);
    return [`map $outlast_path $outlast_to_${status} {`, '    default "";', ...lines, "}"].join("\n");
  });
  return { statuses, maps };
}

function patternOf(place: string, pattern: string) {
  const end = pattern.indexOf(">");
  let count = 0;
  const tail = pattern
    .slice(0, end)
    .split("/")
    .slice(1)
    .map((segment) => {
      if (segment === "<0") return "(?<outlast_s>/[/\\\\]*(?<outlast_c0>.*))?";
      return segment === "<" ? `/(?<outlast_c${++count}>[^/]+)` : `/${escaped(segment)}`;
    })
    .join("");
  const rule = pattern.slice(end + 1);
  const status = Number.parseInt(rule, 10) || 301;
  const target = rule.startsWith(String(status)) ? rule.slice(3) : rule;
  const slash = tail.endsWith("?") ? "" : "/?";
  return { regex: `~^${escaped(place)}${tail}${slash}$`, status, target: redirectTarget(target) };
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** A target with the visitor's query behind its own, and what placeholders and the splat stand for. */
function redirectTarget(target: string): string {
  const [address = "", fragment] = target.split(/(?=#)/);
  // At the beginning, what begins with two slashes would be another host.
  const path = quotedParts(address.replace(/^\/<0/, "/<00"));
  const query = address.includes("?") ? "$outlast_and$args" : "$is_args$args";
  return `"${path}${query}${fragment === undefined ? "" : quotedParts(fragment)}"`;
}

function quotedParts(target: string): string {
  return target
    .split(/(\/?<00?|<[1-9])/)
    .map((part, index) => {
      if (index % 2 === 0) return inString(part);
      if (part.endsWith("<00")) return "/${outlast_c0}";
      if (part === "/<0") return "${outlast_s}";
      return `\${outlast_c${part.slice(-1)}}`;
    })
    .join("");
}

/** A string without variables. */
function text(value: string): string {
  return `"${value.replace(/[\\"]/g, "\\$&")}"`;
}

/** A string in a place where nginx looks for variables. */
function quoted(value: string): string {
  return `"${inString(value)}"`;
}

function inString(value: string): string {
  return value.replace(/[\\"]/g, "\\$&").replaceAll("$", "${outlast_dollar}");
}
