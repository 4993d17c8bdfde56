import { compilePathPattern } from "../../../facts/cloudfront/path-pattern";
import type { Distribution, Origin } from "../../edge";
import type { LoadedBucket } from "../../terraform";

/**
 * The file, relative to what stands for the origin, that a visitor of `/` gets from there; undefined where `/` is not
 * the origin's to answer, or only a function can know.
 */
export function indexDocumentOf(
  distribution: Distribution,
  { id, originPath }: Origin,
  bucket: LoadedBucket | undefined,
): string | undefined {
  if (!originsOfRoot(distribution).includes(id)) return undefined;
  // The distribution's own is asked for by name, and goes before a website's.
  const document = distribution.defaultRootObject || bucket?.website?.indexDocument;
  return document && `${originPath}/${document}`.slice(1);
}

function originsOfRoot({
  cacheBehaviors,
  defaultCacheBehavior,
  originGroups,
}: Distribution): readonly string[] {
  const found = cacheBehaviors.find(({ pathPattern }) => compilePathPattern(pathPattern)("/"));
  const target = (found ?? defaultCacheBehavior).targetOriginId;
  return originGroups.find(({ id }) => id === target)?.members ?? [target];
}
