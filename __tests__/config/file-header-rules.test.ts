import { array, assert as check, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import { fileHeaderRules, headerRuleSettings } from "../../config/header-settings";
import { compileHeaderRules } from "../../facts/site/header-rules";
import { canonicalPath } from "../../facts/site/path";
import { servedPolicies } from "../../release/csp/site-policy";
import { siteWith } from "../support/sites";

const set = { "Content-Security-Policy": "default-src 'self'" };
const contentType = "text/html";

test("a key with a % is under the rules of its URL, and under no rule of the name that it would decode to", () => {
  const site = siteWith({
    headers: { contentSecurityPolicy: false, rules: [{ path: "/a?2541.html", set }] },
  });
  const served = servedPolicies(site);
  expect([served("a%41.html"), served("aA.html")]).toEqual([set["Content-Security-Policy"], undefined]);
});

test("whatever its key, a file has what the functions give to whoever asks for it", () => {
  const part = constantFrom("%", "41", "a", "A", "/", "+", " ", "é", "~", "%2F", "%zz", "#", "[");
  check(
    property(array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      const key = parts.join("");
      const path = `/${key.split("/").map(encodeURIComponent).join("/")}`;
      const rules = [{ path: canonicalPath(path).replaceAll("%", "?"), set, remove: [] }];
      const atEdge = compileHeaderRules(headerRuleSettings(rules))({ path, status: 200, contentType });
      expect(atEdge).toHaveLength(1);
      expect(fileHeaderRules(rules)({ key, contentType })).toEqual(atEdge);
    }),
  );
});
