import { decodePath } from "../facts/site/path";
import type { Path } from "./problem";
import type { SiteConfig } from "./schema";

/** A document that the config names. */
export interface NamedDocument {
  readonly key: string;
  /** Where the config does, and how. */
  readonly path: Path;
  readonly value: string;
}

/** The documents behind `/` and behind errors. An error page is given by its path, as browsers send it. */
export function namedDocuments({
  content,
  errorPages,
}: Pick<SiteConfig, "content" | "errorPages">): readonly NamedDocument[] {
  const { maintenance, notFound } = errorPages;
  const pages = Object.entries({ notFound, maintenance }).flatMap(([name, value]) =>
    value === false ? [] : [{ key: keyOfPage(value), path: ["errorPages", name], value }],
  );
  const index = content.indexDocument;
  return [{ key: index, path: ["content", "indexDocument"], value: index }, ...pages];
}

function keyOfPage(page: string): string {
  const name = page.replace(/^\//, "");
  return decodePath(name) ?? name;
}
