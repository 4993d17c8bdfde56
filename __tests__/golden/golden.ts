import { fileURLToPath } from "node:url";
import { expect } from "vitest";

/** Where the goldens are. */
export const goldens = fileURLToPath(new URL("../fixtures/golden/", import.meta.url));

/**
 * Goldens are what users and their scripts see of outlast: the Terraform JSON, what the verbs say, what the control API
 * answers. They are kept byte by byte, so that moving and merging code is seen to change none of it. A change of a
 * golden is a change that users see: it belongs in the commit's message. `npx vitest run --project unit golden -u`
 * writes them anew.
 */
export function expectGolden(name: string, text: string): Promise<void> {
  return expect(text).toMatchFileSnapshot(`${goldens}${name}`);
}
