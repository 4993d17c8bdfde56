/** S3's own state lock (`use_lockfile`) is out of its experimental phase since this version of Terraform. */
export const oldestTerraform = [1, 11, 0];

/** The first OpenTofu that knows `use_lockfile`. */
export const oldestOpenTofu = [1, 10, 0];

/** Numbers of a release version, "1.11.4" or "v5.100.0"; undefined for anything else, pre-releases included. */
export function parseVersion(text: string): readonly number[] | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)$/.exec(text);
  return match ? match.slice(1).map(Number) : undefined;
}

/** Negative, zero or positive, as `a` is before, equal to or after `b`. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
