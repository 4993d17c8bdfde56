import type { ProcessResult } from "../../../toolchain/run-process";

export const page = (title: string) => `<!doctype html><link rel=stylesheet href=/a.css><h1>${title}</h1>`;
export const pages = (count: number, text: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}/index.html`, page(`${text} ${at}`)]));
export const first = {
  "index.html": page("one"),
  "404.html": page("no"),
  "a.css": "a{}",
  ...pages(4, "page"),
};
export const second = { ...first, "index.html": page("two"), "new/index.html": page("new") };

/** What a verb says with --json. */
export const parsed = ({ stdout }: ProcessResult) => JSON.parse(stdout);

/** The codes of what it refuses. */
export const codes = (ended: ProcessResult) =>
  parsed(ended).problems.map(({ code }: { code: string }) => code);
