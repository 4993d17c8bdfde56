import type { Problem } from "../errors/outlast-error";
import { safeValue } from "./safe-value";

/** What is wrong with a config: one finding. Long values are cut, and what looks like a credential is left out. */
export interface ConfigProblem extends Problem {
  /** Where in the config: `failover.statusCodes`, or `sites[0].failover.statusCodes` if there are several sites. */
  readonly path: string;
}

/** The fixed part of a problem. */
export type ConfigRule = Pick<ConfigProblem, "severity" | "rule" | "mend">;

export type Path = readonly (string | number)[];

/** A problem whose path is still relative to its site or deployment. */
export type ConfigFinding = Omit<ConfigProblem, "path"> & { readonly path: Path };

/** Makes findings of one table of rules: what differs from case to case goes into `hint`, after the mend. */
export function reporter<Code extends string>(rules: Readonly<Record<Code, ConfigRule>>) {
  return (code: Code, path: Path, value: unknown, hint?: string): ConfigFinding => {
    const { severity, rule, mend } = rules[code];
    return { code, severity, path, value: safeValue(value), rule, mend: hint ? `${mend} ${hint}` : mend };
  };
}

/** `["cache", "paths", 0, "ttl"]` as `cache.paths[0].ttl`; keys that are no identifiers are quoted. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[A-Za-z_$][\w$]*$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}
