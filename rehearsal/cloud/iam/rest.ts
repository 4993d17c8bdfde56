/** One operation of an API by method and path; `{name}` stands for one segment. */
export interface RestOperation<T> {
  readonly method: string;
  readonly path: string;
  readonly value: T;
}

/** The operation of a request and the segments that its path leaves open, decoded. */
export function findOperation<T>(
  operations: readonly RestOperation<T>[],
  method: string,
  path: string,
): { readonly value: T; readonly parameters: Readonly<Record<string, string>> } | undefined {
  const segments = path.split("/").filter((segment) => segment !== "");
  for (const operation of operations) {
    if (operation.method !== method) continue;
    const parameters = matched(operation.path.split("/").slice(1), segments);
    if (parameters) return { value: operation.value, parameters };
  }
  return undefined;
}

function matched(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] as string;
    if (part.startsWith("{")) parameters[part.slice(1, -1)] = decodeURIComponent(segment);
    else if (part !== segment) return undefined;
  }
  return parameters;
}
