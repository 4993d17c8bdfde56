import { isNode, type SyntaxNode, walk } from "../../facts/syntax-tree";
import { ConstantTexts, nameOf } from "./constant-text";
import { parseScript } from "./parse-script";

/** A script that a page registers as a service worker, as written. */
export interface Registration {
  readonly url: string;
  /** Relative to the script that registers it, and not to the page. */
  readonly besideScript: boolean;
  /** Relative to the page. @default - the worker's folder */
  readonly scope?: string;
}

/**
 * The service workers that a script registers under a name that it says itself: `navigator.serviceWorker.register(...)`,
 * whatever a bundler has called the container, and `new Workbox("/sw.js", { scope })` of workbox-window.
 */
export async function registeredWorkers(code: string): Promise<Registration[]> {
  if (!code.includes("serviceWorker")) return [];
  const program = await parseScript(code);
  if (program === undefined) return [];
  const texts = new ConstantTexts(program);
  const found: Registration[] = [];
  walk(program, (node) => {
    const [url, options] = (node.arguments ?? []) as readonly SyntaxNode[];
    const scopes = texts.of(memberOf(options, "scope"));
    const isRegistration =
      node.type === "CallExpression"
        ? nameOf(node.callee) === "register"
        : node.type === "NewExpression" &&
          (nameOf(node.callee) === "Workbox" || (scopes.length > 0 && nameOf(node.callee) !== "URL"));
    if (!isRegistration) return;
    const { address, besideScript } = addressOf(url);
    for (const text of texts.of(address))
      for (const scope of scopes.length > 0 ? scopes : [undefined])
        found.push({ url: text, besideScript, ...(scope !== undefined && { scope }) });
  });
  return found;
}

/** `new URL("sw.js", import.meta.url)` is beside the script; with any other base, nobody knows. */
function addressOf(node: SyntaxNode | undefined): {
  readonly address?: SyntaxNode;
  readonly besideScript: boolean;
} {
  if (node?.type !== "NewExpression" || nameOf(node.callee) !== "URL")
    return { ...(node && { address: node }), besideScript: false };
  const [address, base] = node.arguments as readonly SyntaxNode[];
  const besideScript =
    base?.type === "MemberExpression" && isNode(base.object) && base.object.type === "MetaProperty";
  return { ...(address && { address }), besideScript };
}

function memberOf(node: SyntaxNode | undefined, name: string): unknown {
  if (node?.type !== "ObjectExpression") return undefined;
  const property = (node.properties as readonly SyntaxNode[]).find(
    ({ key }) => nameOf(key) === name || (isNode(key) && key.value === name),
  );
  return property?.value;
}
