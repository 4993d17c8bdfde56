import { own } from "../../facts/own";
import { decodePath } from "../../facts/site/path";

/** Schemes that `*` stands for (Content Security Policy Level 3, does url match expression). */
const network = new Set(["http", "https", "ws", "wss"]);

/** The safer schemes that a scheme in a policy stands for as well. */
const upgrades: Readonly<Record<string, readonly string[]>> = {
  http: ["http", "https"],
  ws: ["ws", "wss", "http", "https"],
  https: ["https"],
  wss: ["wss", "https"],
};

const defaultPorts: Readonly<Record<string, string>> = { http: "80", ws: "80", https: "443", wss: "443" };

/** Whether a source expression lets a URL in, for a page of `origin`. Hashes, nonces and keywords let none in. */
export function matchesSource(source: string, url: string, origin: string): boolean {
  const target = new URL(url);
  const scheme = target.protocol.slice(0, -1);
  const own = new URL(origin);
  if (source === "*") return network.has(scheme) || target.protocol === own.protocol;
  if (source.toLowerCase() === "'self'") return isSelf(target, own);
  if (source.startsWith("'")) return false;
  const [, schemeOnly] = /^([a-z][a-z0-9+.-]*):$/i.exec(source) ?? [];
  if (schemeOnly !== undefined) return standsFor(schemeOnly, scheme);
  return matchesHost(source, target, own);
}

function isSelf(target: URL, own: URL): boolean {
  if (target.origin === own.origin) return true;
  const upgraded = own.protocol === "http:" && target.protocol === "https:";
  return upgraded && target.hostname === own.hostname && own.port === "" && target.port === "";
}

function standsFor(wanted: string, scheme: string): boolean {
  return (own(upgrades, wanted.toLowerCase()) ?? [wanted.toLowerCase()]).includes(scheme);
}

function matchesHost(source: string, target: URL, own: URL): boolean {
  const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[^:/]+)(?::(\d+|\*))?(\/.*)?$/i.exec(source);
  if (parts === null) return false;
  const [, wantedScheme = own.protocol.slice(0, -1), host = "", port, path] = parts;
  const scheme = target.protocol.slice(0, -1);
  if (!network.has(scheme) || !standsFor(wantedScheme, scheme)) return false;
  return (
    matchesName(host.toLowerCase(), target.hostname) &&
    matchesPort(port, target, scheme) &&
    matchesPath(path, target)
  );
}

function matchesName(pattern: string, host: string): boolean {
  if (pattern === "*") return true;
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** Without a port, the default one; port 80 stands for 443 of the safer scheme. */
function matchesPort(wanted: string | undefined, target: URL, scheme: string): boolean {
  const port = target.port || defaultPorts[scheme];
  if (wanted === "*" || wanted === port) return true;
  if (wanted === undefined) return port === defaultPorts[scheme];
  return wanted === "80" && port === "443";
}

/** A path that ends with a slash is a beginning. */
function matchesPath(wanted: string | undefined, { pathname }: URL): boolean {
  if (wanted === undefined || wanted === "/") return true;
  const [pattern = wanted, path = pathname] = [decodePath(wanted), decodePath(pathname)];
  return pattern.endsWith("/") ? path.startsWith(pattern) : path === pattern;
}
