import { contentTypeOf, isDocumentType } from "../classes/content-type";
import type { Digests } from "../ports";
import { namedByManifests } from "./build-manifests";
import { digestInName } from "./recomputed";
import { reservingFramework } from "./reserved-folders";

/** Why a name is known to change with its bytes, in words. */
export type NameEvidence = string;

/** What a folder shows of its names. */
export interface FolderEvidence {
  /** Undefined for pages, and where there is nothing but the look of the name. `bytes` where they are at hand. */
  of(key: string, digests: Digests, bytes?: Uint8Array): Promise<NameEvidence | undefined>;
}

/** A year without a question cannot be called back, so that a name has to prove what it promises. */
export function folderEvidence(root: string, keys: ReadonlySet<string>): FolderEvidence {
  const manifests = namedByManifests(root, keys);
  return {
    async of(key, digests, bytes) {
      if (isDocumentType(contentTypeOf(key))) return undefined;
      const manifest = manifests.get(key);
      if (manifest !== undefined) return `named by its content, says ${manifest}`;
      const framework = reservingFramework(key);
      if (framework !== undefined) return `in ${framework}'s folder for names with a hash`;
      const digest = await digestInName(key, digests, bytes);
      return digest && `the name has the ${digest} of the bytes`;
    },
  };
}
