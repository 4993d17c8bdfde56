import type { Diagnostic, Outputs } from "./documents";

/** One line of Terraform's machine-readable output, as far as it is used here. */
export interface TerraformMessage {
  readonly "@message"?: string;
  readonly type?: string;
  readonly hook?: {
    readonly action?: string;
    readonly id_value?: string;
    readonly resource?: { readonly addr?: string };
  };
  readonly diagnostic?: Diagnostic;
  readonly outputs?: Outputs;
}

/**
 * Reads a line; undefined for what is none of Terraform's messages, such as what a provider writes between them.
 * @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
export function terraformMessage(line: string): TerraformMessage | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The diagnostics among the lines of a command run with -json. */
export function diagnosticsOf(lines: string): Diagnostic[] {
  return lines.split("\n").flatMap((line) => {
    const message = terraformMessage(line);
    return message?.type === "diagnostic" && message.diagnostic ? [message.diagnostic] : [];
  });
}

/** The outputs that a state has once it is applied, among the lines of `terraform apply -json`. */
export function appliedOutputs(lines: string): Outputs {
  const messages = lines.split("\n").map(terraformMessage);
  return messages.findLast((message) => message?.type === "outputs")?.outputs ?? {};
}

/**
 * What a person wants to know of a run. Warnings are told when they come; errors end the run, and are told by it.
 */
const told = new Set(["apply_start", "apply_complete", "apply_errored", "change_summary"]);

/** A line for a person; undefined if there is nothing to tell. */
export function progressLine(line: string): string | undefined {
  const message = terraformMessage(line);
  if (message === undefined) return undefined;
  const { diagnostic, type } = message;
  if (type === "diagnostic" && diagnostic?.severity === "warning") {
    return ["warning", diagnostic.address, diagnostic.summary].filter(Boolean).join(": ");
  }
  // Data sources are "applied" whenever they are read.
  if (message.hook?.action === "read" || !told.has(type ?? "")) return undefined;
  return message["@message"];
}
