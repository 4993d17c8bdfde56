/** JavaScript by the names that it ever had (MIME Sniffing, 4.6, "JavaScript MIME type"). */
const javaScriptTypes = new Set([
  ...[
    "application/ecmascript",
    "application/javascript",
    "application/x-ecmascript",
    "application/x-javascript",
  ],
  ...["text/ecmascript", "text/javascript", "text/jscript", "text/livescript", "text/x-ecmascript"],
  ...["text/x-javascript", ...["0", "1", "2", "3", "4", "5"].map((minor) => `text/javascript1.${minor}`)],
]);

/** Whether a script element of that type is run, as a module or a classic script; one without a type is classic. */
export function isRunScript(type: string): boolean {
  const name = scriptTypeName(type);
  return name === "" || name === "module" || javaScriptTypes.has(name);
}

/** A `type` as browsers compare it: parameters make it another one (HTML, 4.12.1, "prepare the script element"). */
export function scriptTypeName(type: string): string {
  return type.trim().toLowerCase();
}
