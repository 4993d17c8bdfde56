import { type SyntaxNode, walk } from "../../facts/syntax-tree";
import { ConstantTexts, nameOf } from "./constant-text";
import { parseScript } from "./parse-script";

/** What the text of a script says of its part in offline use. */
export interface WorkerText {
  /** It does what only a service worker does. */
  readonly isWorker: boolean;
  /** Scripts that it takes for its own, by `importScripts`. */
  readonly imported: readonly string[];
  /** URLs that it puts into a cache, all of them or none: one that is missing keeps it from being installed. */
  readonly precached: readonly string[];
  /** Every text in it: what it precaches may be put together from variables. */
  readonly texts: readonly string[];
}

/** Words without which no text is a service worker's or a list for one; what has them is parsed. */
const hint =
  /addEventListener\s*\(\s*["'`](install|activate|fetch|push|sync|notificationclick)["'`]|\bon(install|fetch|activate)\s*=|skipWaiting|precache|\brevision["']?\s*:|\baddAll\b|\bassetsManifest\b|\bimportScripts\b/;

/** Events that a ServiceWorkerGlobalScope has and a window has not (Service Workers, section 4.9). */
const workerEvents = new Set(["install", "activate", "fetch", "push", "sync", "notificationclick"]);

/** Methods of its events and of itself, and Workbox's names for what it does at once. */
const workerCalls = new Set(["waitUntil", "respondWith", "skipWaiting", "precacheAndRoute", "precache"]);

/** Reads a script. Undefined for what has nothing to do with service workers, or is no script that can be parsed. */
export async function readWorkerText(code: string): Promise<WorkerText | undefined> {
  if (!hint.test(code)) return undefined;
  const program = await parseScript(code);
  if (program === undefined) return undefined;
  const known = new ConstantTexts(program);
  let listens = false;
  let acts = false;
  let precaches = false;
  const texts = new Set<string>();
  const precached = new Set<string>();
  const imported = new Set<string>();
  walk(program, (node) => {
    if (node.type === "Literal" || node.type === "TemplateLiteral" || node.type === "BinaryExpression")
      for (const text of known.of(node)) texts.add(text);
    if (node.type === "AssignmentExpression" && /^on(install|fetch|activate)$/.test(nameOf(node.left)))
      listens = true;
    if (node.type === "ObjectExpression") for (const url of precacheEntry(node, known)) precached.add(url);
    if (node.type !== "CallExpression") return;
    const given = node.arguments as SyntaxNode[];
    const called = nameOf(node.callee);
    if (called === "addEventListener" && known.of(given[0]).some((name) => workerEvents.has(name)))
      listens = true;
    if (workerCalls.has(called)) acts = true;
    if (called.startsWith("precache")) precaches = true;
    if (called === "addAll") for (const url of known.listsOf(given[0])) precached.add(url);
    if (called === "importScripts")
      for (const url of given.flatMap((one) => known.of(one))) imported.add(url);
  });
  return {
    isWorker: acts && (listens || precaches),
    imported: [...imported],
    precached: [...precached].sort(),
    texts: [...texts],
  };
}

/** Workbox's entries, `{ url, revision }`, and Blazor's, `{ url, hash }` with a hash as in `integrity`. */
function precacheEntry({ properties }: SyntaxNode, known: ConstantTexts): readonly string[] {
  const members = new Map(
    (properties as SyntaxNode[]).map((property) => [
      nameOf(property.key) || known.of(property.key)[0],
      property.value as SyntaxNode,
    ]),
  );
  const isHashed = known.of(members.get("hash")).some((hash) => hash.startsWith("sha256-"));
  return members.has("revision") || isHashed ? known.of(members.get("url")) : [];
}
