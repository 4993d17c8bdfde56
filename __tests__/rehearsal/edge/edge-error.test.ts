import { expect, test } from "vitest";
import { errorPage, httpsRedirect } from "../../../rehearsal/edge/edge-error";

const redirect = (method: string, httpVersion = "1.1") =>
  httpsRedirect({ method, httpVersion, host: "www.example.com", path: "/a", query: "b=1" });

test("errors are small HTML pages by CloudFront, with details escaped", () => {
  const { status, headers, body } = errorPage(494, "<script>");
  expect([status, headers.get("server"), headers.get("content-type")]).toEqual([
    494,
    "CloudFront",
    "text/html",
  ]);
  expect(new TextDecoder().decode(body)).toContain("&lt;script&gt;");
});

test("HTTP is redirected with 301 for GET and HEAD, 307 for others, 403 below HTTP/1.1", () => {
  const answers = [redirect("GET"), redirect("HEAD"), redirect("POST"), redirect("POST", "1.0")];
  expect(answers.map(({ status }) => status)).toEqual([301, 301, 307, 403]);
  expect(redirect("GET").headers.get("location")).toBe("https://www.example.com/a?b=1");
});
