const longest = 100;
const mostItems = 8;
const hidden = "(not shown)";

/** Keys whose values are credentials more often than not. */
const secretKey = /secret|token|passw|credential|authori[sz]ation|api-?_?key|private-?_?key|cookie/i;

/** AWS access keys, GitHub tokens, bearer and basic credentials, JSON web tokens, URLs with a password, PEM blocks. */
const secretText =
  /\b(AKIA|ASIA)[A-Z0-9]{12,}|\bgh[opsur]_\w{20,}|\bgithub_pat_\w+|\b(bearer|basic)\s+\S{8,}|\beyJ[\w-]+\.[\w-]+\.|:\/\/[^/\s:@]+:[^/\s@]+@|-----BEGIN/i;

/** A value as it may be printed: cut to a readable length, without what looks like a credential. */
export function safeValue(value: unknown): unknown {
  if (typeof value === "string") return safeText(value);
  if (typeof value === "function" || typeof value === "symbol") return `(a ${typeof value})`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) {
    const shown = value.slice(0, mostItems).map(shallow);
    return value.length > mostItems ? [...shown, `… (${value.length} items)`] : shown;
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .slice(0, mostItems)
        .map(([key, item]) => [key, secretKey.test(key) ? hidden : shallow(item)]),
    );
  }
  return value;
}

function shallow(value: unknown): unknown {
  if (Array.isArray(value)) return "[…]";
  return typeof value === "object" && value !== null ? "{…}" : safeValue(value);
}

function safeText(text: string): string {
  if (secretText.test(text)) return hidden;
  const characters = [...text];
  if (characters.length <= longest) return text;
  return `${characters.slice(0, longest).join("")}… (${characters.length} characters)`;
}

/** Digests, UUIDs, and texts that mix cases and digits as no word does. */
const randomText =
  /^(?:[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_+/=]{20,})$/;

/** Names of headers by which a server knows that CloudFront asks. */
const proofName = /verif|signature|shared-?key|x-key/i;

/** Whether a header's name or its value is one that a secret has. */
export function looksSecret(name: string, value: string): boolean {
  return (
    secretKey.test(name) || proofName.test(name) || secretText.test(value) || randomText.test(value.trim())
  );
}

/** The value of a setting that has a name of its own, such as a header: hidden if the name tells of a credential. */
export function safeNamedValue(name: string, value: string): unknown {
  return secretKey.test(name) ? hidden : safeValue(value);
}
