import { isAscii } from "node:buffer";
import type { SiteConfig } from "../../config";
import { redirectFinder } from "../../config/redirect-rules";
import { urlStyleOf } from "../../config/url-style";
import { compilePathPattern } from "../../facts/cloudfront/path-pattern";
import type { UrlStyle } from "../../facts/site/url-style";
import { keyAt } from "../../facts/site/visitor-path";
import { type ReleaseProblem, releaseProblem } from "../errors";

/**
 * What leads to no file, though one is meant: by another style of URLs, or by the same letters in another Unicode form, which
 * old disks of macOS give names. Frameworks that load their pages by script hide it: all is well until somebody reloads a
 * page, or comes from elsewhere.
 */
export class DeadLinks {
  readonly #urls: UrlStyle;
  readonly #isElsewhere: (path: string) => boolean;
  /** What the style of the config leads to, and another would not. */
  readonly #live = { files: false, folders: false };
  readonly #found = { files: new Set<string>(), folders: new Set<string>() };
  #first: string | undefined;
  /** Keys by their composed form, once one is looked for. */
  #byForm: ReadonlyMap<string, string> | undefined;
  readonly #otherForms = new Map<string, string>();

  constructor(
    site: SiteConfig,
    private readonly keys: ReadonlySet<string>,
  ) {
    this.#urls = urlStyleOf(site);
    const redirect = redirectFinder(site.redirects, this.#urls);
    const others = site.paths.map(({ path }) => compilePathPattern(path));
    this.#isElsewhere = (path) => redirect(path) !== undefined || others.some((matches) => matches(path));
  }

  /** Notes a link that leads to a file. */
  seeLive(path: string, key: string): void {
    if (path.endsWith("/")) this.#live.folders ||= path !== "/";
    else this.#live.files ||= key.endsWith(".html") && !path.endsWith(".html");
  }

  /** Notes that a file refers to a key that the site has in another Unicode form alone, if it has. */
  seeMissing(from: string, key: string): void {
    if (isAscii(Buffer.from(key))) return;
    this.#byForm ??= new Map([...this.keys].map((one) => [one.normalize(), one]));
    const meant = this.#byForm.get(key.normalize());
    if (meant !== undefined && !this.#otherForms.has(meant)) this.#otherForms.set(meant, from);
  }

  /** Notes a link of a page to a path of this site that has no file. */
  add(from: string, path: string): void {
    const file = this.#keyIn("html-extension", path);
    // A path without a slash is a folder's only where no file can be meant.
    const isFolder = path.endsWith("/") || this.#urls.style === "none";
    const folder = isFolder ? this.#keyIn("directory", path) : undefined;
    if ((file ?? folder) === undefined || this.#isElsewhere(path)) return;
    const found = `${path} in ${from}`;
    if (this.#first === undefined || found < this.#first) this.#first = found;
    if (file !== undefined) this.#found.files.add(file);
    else this.#found.folders.add(folder as string);
  }

  problems(): ReleaseProblem[] {
    return [
      ...this.#styleProblems(),
      ...[...this.#otherForms].map(([key, from]) =>
        releaseProblem("RELEASE_UNICODE_FORM", `${key}, to which ${from} refers`),
      ),
    ];
  }

  #styleProblems(): ReleaseProblem[] {
    const { files, folders } = this.#found;
    if (this.#first === undefined) return [];
    const ofFiles = this.#urls.style === "html-extension" && this.#live.files;
    const ofFolders = this.#urls.style === "directory" && this.#live.folders;
    const hasFolders = folders.size > 0 || ofFolders;
    const style = files.size > 0 || ofFiles ? (hasFolders ? "both" : "html-extension") : "directory";
    if (style === this.#urls.style) return [];
    const more = files.size + folders.size - 1;
    const others = more === 0 ? "" : `, and links to ${more} more`;
    return [releaseProblem("RELEASE_URL_STYLE", `${this.#first}${others}; urls: "${style}" has them`)];
  }

  #keyIn(style: UrlStyle["style"], path: string): string | undefined {
    const key = keyAt(path, { ...this.#urls, style });
    return key !== undefined && this.keys.has(key) ? key : undefined;
  }
}
