/**
 * What a person wants to know of Terraform's machine-readable output. Warnings are told when they come; errors end the
 * run, and are told by it.
 * @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
const told = new Set(["apply_start", "apply_complete", "apply_errored", "change_summary"]);

/** A line for a person; undefined if there is nothing to tell. */
export function progressLine(line: string): string | undefined {
  const message = parse(line);
  if (message === undefined) return undefined;
  const { diagnostic, type } = message;
  if (type === "diagnostic" && diagnostic?.severity === "warning") {
    return ["warning", diagnostic.address, diagnostic.summary].filter(Boolean).join(": ");
  }
  // Data sources are "applied" whenever they are read.
  if (message.hook?.action === "read" || !told.has(type ?? "")) return undefined;
  return message["@message"];
}

interface Message {
  readonly "@message"?: string;
  readonly type?: string;
  readonly hook?: { readonly action?: string };
  readonly diagnostic?: { readonly severity?: string; readonly address?: string; readonly summary?: string };
}

function parse(line: string): Message | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
