/** A default that nobody has chosen. */
export interface Default {
  /** `cache.paths[0].staleIfError`. */
  readonly key: string;
  readonly value: unknown;
}

/** What a site's config has that its file does not say: each leaf by its path, in the order of the schema. */
export function defaultsOf(given: unknown, parsed: unknown, path = ""): Default[] {
  if (Array.isArray(parsed) && Array.isArray(given))
    return parsed.flatMap((item, i) => defaultsOf(given[i], item, `${path}[${i}]`));
  if (isObject(parsed) && (isObject(given) || given === undefined) && Object.keys(parsed).length > 0)
    return Object.entries(parsed).flatMap(([key, value]) =>
      value === undefined
        ? []
        : defaultsOf(isObject(given) ? given[key] : undefined, value, path === "" ? key : `${path}.${key}`),
    );
  return given === undefined ? [{ key: path, value: parsed }] : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
