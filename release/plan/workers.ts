import type { SiteConfig } from "../../config";
import { fileHeaderRules } from "../../config/header-settings";
import { encodePath } from "../../facts/site/path";
import { isScriptType } from "../classes/content-type";
import { type ReleaseProblem, releaseProblem } from "../errors";
import type { BucketState } from "../record/records";
import type { SiteFile } from "../site-file";
import type { FileChange } from "./changes";

/** Workers of the last release that are not of this one. */
export function leavingWorkers(keys: ReadonlySet<string>, { current }: BucketState): ReleaseProblem[] {
  const workers = current?.files.filter(
    ({ headers, key, kind, scopes }) =>
      kind === "worker" && isScriptType(headers.contentType) && scopes !== undefined && !keys.has(key),
  );
  return (workers ?? []).map(({ key }) => releaseProblem("RELEASE_WORKER_LEAVES", key));
}

/**
 * Registrations that browsers refuse: a scope lies below the worker's folder, or below what its own response says in
 * Service-Worker-Allowed (Service Workers, section 4.1, "Register", and 5, Service-Worker-Allowed).
 */
export function refusedScopes(files: readonly SiteFile[], { headers }: SiteConfig): ReleaseProblem[] {
  const changesFor = fileHeaderRules(headers.rules);
  const floor = Object.entries(headers.custom).map(([name, value]) => ({ name, value }));
  return files.flatMap((file) => {
    if (file.scopes === undefined) return [];
    const changes = [...floor, ...changesFor({ key: file.key, contentType: file.headers.contentType })];
    const given = changes.findLast(({ name }) => name.toLowerCase() === "service-worker-allowed")?.value;
    const path = encodePath(`/${file.key}`);
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const allowed =
      given !== undefined && URL.canParse(given, `https://site.invalid${path}`)
        ? new URL(given, `https://site.invalid${path}`).pathname
        : folder;
    return file.scopes
      .filter((scope) => !scope.startsWith(allowed))
      .map((scope) =>
        releaseProblem(
          "RELEASE_WORKER_SCOPE",
          `${file.key} is registered for ${scope}, and may have ${allowed}`,
        ),
      );
  });
}

/** Workers that stay the same, with their lists, while something changes that they keep: browsers go on with the old. */
export function stuckWorkers(files: readonly SiteFile[], changes: readonly FileChange[]): ReleaseProblem[] {
  if (!files.some(({ scopes }) => scopes !== undefined)) return [];
  const changed = new Set(changes.filter(({ kind }) => kind === "changed").map(({ file }) => file.key));
  const written = new Set(changes.map(({ file }) => file.key));
  const byKey = new Map(files.map((file) => [file.key, file]));
  return files.flatMap((file) => {
    if (file.scopes === undefined) return [];
    const group = [file, ...file.uses.map((key) => byKey.get(key)).filter((used) => used?.kind === "worker")];
    if (group.some((one) => one !== undefined && written.has(one.key))) return [];
    const stale = group.flatMap((one) => one?.precaches ?? []).find((key) => changed.has(key));
    return stale === undefined ? [] : [releaseProblem("RELEASE_WORKER_UNCHANGED", `${file.key}: ${stale}`)];
  });
}
