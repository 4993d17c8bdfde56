import { parsedJson } from "../../facts/json";
/** Web app manifest: images that it shows (Web Application Manifest, `icons`, `screenshots`, `shortcuts`). */
export function manifestReferences(text: string): string[] {
  const manifest = parsedJson(text);
  const shortcuts = listOf(manifest, "shortcuts");
  return [manifest, ...shortcuts]
    .flatMap((holder) => [...listOf(holder, "icons"), ...listOf(holder, "screenshots")])
    .flatMap((image) => textOf(image, "src"));
}

/** Pages that speculation rules list by their address (HTML, Speculation rules). */
export function speculatedPages(text: string): string[] {
  const rules = parsedJson(text);
  return [...listOf(rules, "prefetch"), ...listOf(rules, "prerender")]
    .flatMap((rule) => listOf(rule, "urls"))
    .filter((url) => typeof url === "string");
}

function listOf(holder: unknown, name: string): unknown[] {
  const list = member(holder, name);
  return Array.isArray(list) ? list : [];
}

function textOf(holder: unknown, name: string): string[] {
  const text = member(holder, name);
  return typeof text === "string" ? [text] : [];
}

function member(holder: unknown, name: string): unknown {
  return typeof holder === "object" && holder !== null ? Reflect.get(holder, name) : undefined;
}
