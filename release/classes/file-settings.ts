import ignore from "ignore";
import type { SiteConfig } from "../../config";
import type { Served } from "./content-type";

/** What the config says of files whose names match. */
export type FileSetting = SiteConfig["content"]["files"][number];

/** The first entry of `content.files` that matches a key. Globs are as in a .gitignore in the folder's root. */
export function fileSettings({
  content,
}: Pick<SiteConfig, "content">): (key: string) => FileSetting | undefined {
  const settings = content.files.map((setting) => ({
    setting,
    matches: ignore({ ignorecase: false }).add(setting.glob.normalize("NFC")),
  }));
  return (key) => settings.find(({ matches }) => matches.ignores(key.normalize("NFC")))?.setting;
}

/** How visitors get a file, where the config says something of it. */
export function servedWith(served: Served, setting: FileSetting | undefined): Served {
  if (setting === undefined) return served;
  const { charset } = setting;
  const [type = ""] = (setting.contentType ?? served.contentType).split(";");
  const contentType =
    charset === undefined ? (setting.contentType ?? served.contentType) : `${type}; charset=${charset}`;
  const contentEncoding = setting.contentEncoding ?? served.contentEncoding;
  // No encoding is said by leaving the header out.
  return {
    ...(served.inlineHashes !== undefined && { inlineHashes: served.inlineHashes }),
    contentType,
    ...(contentEncoding !== undefined && contentEncoding !== "identity" && { contentEncoding }),
  };
}
