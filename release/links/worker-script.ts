import { isNode, type SyntaxNode, walk } from "../../facts/syntax-tree";

/** What the text of a script says of its part in offline use. */
export interface WorkerText {
  /** It does what only a service worker does. */
  readonly isWorker: boolean;
  /** URLs that it puts into a cache, all of them or none: one that is missing keeps it from being installed. */
  readonly precached: readonly string[];
  /** Every text in it: what it precaches may be put together from variables. */
  readonly texts: readonly string[];
}

/** A script that a page registers as a service worker, as written. */
export interface Registration {
  readonly url: string;
  /** Relative to the script that registers it, and not to the page. */
  readonly besideScript: boolean;
}

/** Words without which no text is a service worker's or a list for one; what has them is parsed. */
const hint =
  /addEventListener\s*\(\s*["'`](install|activate|fetch|push|sync|notificationclick)["'`]|\bon(install|fetch|activate)\s*=|skipWaiting|precache|\brevision["']?\s*:|\baddAll\b|\bimportScripts\b/;

/** Events that a ServiceWorkerGlobalScope has and a window has not (Service Workers, section 4.9). */
const workerEvents = new Set(["install", "activate", "fetch", "push", "sync", "notificationclick"]);

/** Methods of its events and of itself, and Workbox's names for what it does at once. */
const workerCalls = new Set(["waitUntil", "respondWith", "skipWaiting", "precacheAndRoute", "precache"]);

/** Reads a script. Undefined for what has nothing to do with service workers, or is no script that can be parsed. */
export async function readWorkerText(code: string): Promise<WorkerText | undefined> {
  if (!hint.test(code)) return undefined;
  const program = await parsed(code);
  if (program === undefined) return undefined;
  let listens = false;
  let acts = false;
  let precaches = false;
  const texts = new Set<string>();
  const precached = new Set<string>();
  const arrays = new Map<string, readonly string[]>();
  const added: SyntaxNode[] = [];
  walk(program, (node) => {
    const text = textOf(node);
    if (text !== undefined) texts.add(text);
    if (node.type === "VariableDeclarator") arrays.set(nameOf(node.id), textsIn(node.init));
    if (node.type === "AssignmentExpression" && /^on(install|fetch|activate)$/.test(nameOf(node.left)))
      listens = true;
    if (node.type === "ObjectExpression") for (const url of precacheEntry(node)) precached.add(url);
    if (node.type !== "CallExpression") return;
    const [first] = node.arguments as SyntaxNode[];
    const called = nameOf(node.callee);
    if (called === "addEventListener" && workerEvents.has(textOf(first) ?? "")) listens = true;
    if (workerCalls.has(called)) acts = true;
    if (called.startsWith("precache")) precaches = true;
    if (called === "addAll" && first !== undefined) added.push(first);
  });
  for (const list of added)
    for (const url of [...textsIn(list), ...(arrays.get(nameOf(list)) ?? [])]) precached.add(url);
  return { isWorker: acts && (listens || precaches), precached: [...precached].sort(), texts: [...texts] };
}

const registering = /\bserviceWorker\s*\??\.\s*register\s*\(\s*(new\s+URL\s*\(\s*)?(["'`])([^"'`\n]+)\2/g;
/** workbox-window: `new Workbox("/sw.js", { scope })`, under whatever name a bundler gives it. */
const workboxWindow = /\bnew\s+[\w$.]+\(\s*(["'`])([^"'`\n]+)\1\s*,\s*\{\s*["']?scope["']?\s*:/g;

/** The service workers that a script registers by a literal. */
export function registeredWorkers(code: string): Registration[] {
  if (!code.includes("serviceWorker")) return [];
  return [
    ...[...code.matchAll(registering)].map(([, beside, , url]) => ({
      url: url as string,
      besideScript: beside !== undefined,
    })),
    ...[...code.matchAll(workboxWindow)].map(([, , url]) => ({ url: url as string, besideScript: false })),
  ];
}

/** Workbox's entries: `{ url, revision }`. */
function precacheEntry({ properties }: SyntaxNode): string[] {
  const members = new Map(
    (properties as SyntaxNode[]).map((property) => [
      nameOf(property.key) || textOf(property.key as SyntaxNode),
      property.value as SyntaxNode,
    ]),
  );
  const url = members.has("revision") ? textOf(members.get("url")) : undefined;
  return url === undefined ? [] : [url];
}

/** Texts of an array, those of arrays that are spread into it left out. */
function textsIn(node: unknown): string[] {
  if (!isNode(node) || node.type !== "ArrayExpression") return [];
  return (node.elements as SyntaxNode[]).map(textOf).filter((text) => text !== undefined);
}

/** Name of a variable, or of the member that is taken; "" for anything else. */
function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "MemberExpression" && node.computed !== true) return nameOf(node.property);
  return node.type === "Identifier" ? (node.name as string) : "";
}

function textOf(node: SyntaxNode | undefined | null): string | undefined {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type !== "TemplateLiteral") return undefined;
  const quasis = node.quasis as readonly { readonly value: { readonly cooked?: string } }[];
  return quasis.length === 1 ? quasis[0]?.value.cooked : undefined;
}

async function parsed(code: string): Promise<SyntaxNode | undefined> {
  const { parse } = await import("acorn");
  for (const sourceType of ["script", "module"] as const)
    try {
      return parse(code, { ecmaVersion: "latest", sourceType }) as unknown as SyntaxNode;
    } catch {
      // It may be of the other kind, or no script at all.
    }
  return undefined;
}
