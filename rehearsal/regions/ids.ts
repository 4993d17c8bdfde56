/** Where opaque identifiers come from. */
export interface IdSource {
  versionId(): string;
  /** 16 characters, as x-amz-request-id. */
  requestId(): string;
  /** As x-amz-id-2. */
  hostId(): string;
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

/**
 * Identifiers of S3's shape from a random source in [0, 1): the same source gives the same identifiers, and no source
 * gives one version id twice.
 */
export function createIds(random: () => number): IdSource {
  const draw = (length: number): string => {
    let text = "";
    for (let at = 0; at < length; at++) text += letters[(random() * letters.length) | 0];
    return text;
  };
  const host = draw(60);
  const requests = draw(6).toUpperCase().replace(/[._]/g, "0");
  let count = 0;
  let versions = 0;
  return {
    // Of two versions with one id, replication would take the second for a copy that is there already.
    versionId: () => draw(24) + (versions++).toString(36).padStart(8, "0"),
    requestId: () => requests + (count++).toString(36).toUpperCase().padStart(10, "0"),
    hostId: () => `${host}${count.toString(36)}=`,
  };
}
