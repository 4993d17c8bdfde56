import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect } from "../../../delivery/github/client";
import { comment } from "../../../delivery/github/comment";
import { longestBody, markedBody, markerOf } from "../../../delivery/github/marked";
import { GitHubServer } from "../../support/github/github-server";
import { unspaced } from "../../support/github/unspaced";

const token = "ghs_0123456789abcdef";
const us = "github-actions[bot]";
const marked = (text: string) => `${markerOf("plan")}\n${text}`;
let folder: string;
let server: GitHubServer;
let said: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outlast-comment-"));
  server = new GitHubServer("acme/docs");
  await server.start();
  said = [];
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Choices {
  readonly pr?: number;
  readonly issue?: string;
  /** Further files. */
  readonly more?: readonly string[];
}

/** Runs the verb as a workflow on pull request 7 would. */
async function run(body: string, { more = [], ...options }: Choices = {}): Promise<void> {
  const file = join(folder, "body.md");
  const event = join(folder, "event.json");
  writeFileSync(file, body);
  writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
  const env = {
    GITHUB_API_URL: server.url,
    GITHUB_TOKEN: token,
    GITHUB_REPOSITORY: "acme/docs",
    GITHUB_EVENT_PATH: event,
  };
  // The API's own pauses between writes are for the API.
  const github = connect(env, (text) => said.push(text), {
    retries: 3,
    unitMs: 1,
    longestWait: 60,
    spacing: unspaced,
  });
  said.push(await comment([file, ...more], { marker: "plan", author: us, ...options }, env, github));
}

describe("the comment of a pull request", () => {
  test("is created once, updated when its text changes, and left alone when it does not", async () => {
    await run("one");
    await run("two");
    await run("two");
    expect(server.comments.map(({ body }) => body)).toEqual([marked("two\n")]);
    expect(server.requests.filter((request) => !request.startsWith("GET"))).toEqual([
      "POST /repos/acme/docs/issues/7/comments",
      expect.stringMatching(/^PATCH \/repos\/acme\/docs\/issues\/comments\/\d+$/),
    ]);
  });

  test("has what further files say below it, those that are there", async () => {
    const drill = join(folder, "drill.md");
    await run("one", { more: [drill] });
    writeFileSync(drill, "two\n");
    await run("one", { more: [drill] });
    expect(server.comments.map(({ body }) => body)).toEqual([marked("one\n\ntwo\n")]);
  });

  test("is found on a later page", async () => {
    for (let index = 0; index < 230; index += 1) server.addComment("someone", `comment ${index}`);
    const ours = server.addComment(us, marked("old"));
    await run("new");
    expect(ours.body).toBe(marked("new\n"));
    expect(server.comments).toHaveLength(231);
  });

  test("is never somebody else's who quotes the marker", async () => {
    const theirs = server.addComment("mallory", marked("old"));
    const quoted = server.addComment(us, `> ${marked("old")}`);
    await run("new");
    expect([theirs.body, quoted.body]).toEqual([marked("old"), `> ${marked("old")}`]);
    expect(server.comments).toHaveLength(3);
  });

  test("is one again after a race made two", async () => {
    const first = server.addComment(us, marked("a"));
    server.addComment(us, marked("b"));
    await run("c");
    expect(server.comments).toEqual([first]);
    expect(first.body).toBe(marked("c\n"));
  });

  test("waits as long as a secondary rate limit asks, and tells no token", async () => {
    server.faults.push({
      status: 403,
      headers: { "retry-after": "1" },
      message: "You have exceeded a secondary rate limit.",
    });
    await run("text");
    expect(server.comments).toHaveLength(1);
    expect(said.join("\n")).toContain("secondary rate limit");
    expect(said.join("\n")).not.toContain(token);
    expect([...server.tokens]).toEqual([`token ${token}`]);
  });

  test("gives up where the rate limit asks for longer than a job lasts", async () => {
    server.faults.push({ status: 403, headers: { "retry-after": "3600" }, message: "secondary rate limit" });
    await expect(run("text")).rejects.toThrow("GITHUB_REFUSED: reading the comments: GitHub answered 403");
    expect(server.requests).toHaveLength(1);
  });

  test("is tried again after errors of the server, and given up after some", async () => {
    server.faults.push({ status: 502 }, { status: 500 });
    await run("text");
    expect(server.comments).toHaveLength(1);
    server.faults.push(...Array.from({ length: 9 }, () => ({ status: 500 })));
    await expect(run("other")).rejects.toMatchObject({ code: "GITHUB_REFUSED", exitCode: 3 });
    server.faults.length = 0;
  });

  test("says which permission may be missing, without the token", async () => {
    server.faults.push({ status: 403, message: "Resource not accessible by integration" });
    const failure = run("text").catch((error: Error) => error.message);
    expect(await failure).toMatch(/GitHub answered 403\n {2}The job needs the permission \(docs\/ci.md\)/);
    expect(await failure).not.toContain(token);
  });

  test("needs a token, a pull request and a file", async () => {
    expect(() => connect({}, () => {})).toThrow("GITHUB_TOKEN_MISSING");
    const env = { GITHUB_API_URL: server.url, GITHUB_TOKEN: token, GITHUB_REPOSITORY: "acme/docs" };
    const file = join(folder, "body.md");
    writeFileSync(file, "x");
    const options = { marker: "plan", author: us };
    const github = connect(env, () => {});
    await expect(comment([file], options, env, github)).rejects.toThrow("COMMENT_NO_PULL_REQUEST");
    await expect(comment([join(folder, "none")], options, env, github)).rejects.toThrow("COMMENT_NO_FILE");
    const elsewhere = { ...env, GITHUB_REPOSITORY: "docs" };
    await expect(comment([file], options, elsewhere, github)).rejects.toThrow('GITHUB_REPOSITORY is "docs"');
  });
});

describe("the issue about drift", () => {
  const title = "Drift";

  test("is opened once, updated, and closed with a word when all is well", async () => {
    await run("drift 1", { issue: title });
    await run("drift 2", { issue: title });
    expect(server.issues).toMatchObject([{ title, body: marked("drift 2\n"), state: "open" }]);
    await run("", { issue: title });
    expect(server.issues).toMatchObject([{ state: "closed" }]);
    expect(server.comments.map(({ body }) => body)).toEqual(["It is gone."]);
    await run("drift 3", { issue: title });
    expect(server.issues.map(({ state }) => state)).toEqual(["closed", "open"]);
  });

  test("is nothing when all was well before", async () => {
    await run("\n", { issue: title });
    expect(server.requests).toHaveLength(1);
    expect(said).toEqual(["nothing is wrong, and no issue is open"]);
  });

  test("is neither a pull request nor somebody else's, and is one again after a race", async () => {
    server.addIssue(us, marked("pull"), { pull_request: {} });
    server.addIssue("mallory", marked("theirs"));
    const first = server.addIssue(us, marked("a"));
    const second = server.addIssue(us, marked("b"));
    await run("c", { issue: title });
    expect(server.issues.map(({ state }) => state)).toEqual(["open", "open", "open", "closed"]);
    expect([first.body, second.body]).toEqual([marked("c\n"), marked("b")]);
  });
});

describe("a text that is too long for GitHub", () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `- line ${index} with \`some\` text`);
  const body = markedBody("plan", [lines.join("\n")], "https://github.test/runs/1");

  test("ends after a whole line within the limit, and says how many are left out, and where they are", () => {
    expect(body.length).toBeLessThanOrEqual(longestBody);
    const kept = body.split("\n").filter((line) => line.startsWith("- line"));
    expect(kept).toEqual(lines.slice(0, kept.length));
    expect(body).toContain(`Cut here: ${lines.length - kept.length} more lines do not fit.`);
    expect(body).toContain("The whole text is in https://github.test/runs/1.");
  });

  test("leaves room for the one below it, and gets what that does not need", () => {
    const below = Array.from({ length: 40 }, (_, index) => `- drill ${index}`).join("\n");
    const both = markedBody("plan", [lines.join("\n"), below]);
    expect(both.length).toBeLessThanOrEqual(longestBody);
    expect(both.length).toBeGreaterThan(longestBody - 100);
    expect(both.endsWith(`\n\n${below}\n`)).toBe(true);
    const halves = markedBody("plan", [lines.join("\n"), lines.join("\n")]);
    expect(halves.length).toBeLessThanOrEqual(longestBody);
    expect(halves.match(/Cut here/g)).toHaveLength(2);
  });

  test("is not cut at exactly the limit", () => {
    const room = longestBody - `${markerOf("plan")}\n`.length - 1;
    expect(markedBody("plan", ["x".repeat(room)])).toHaveLength(longestBody);
    expect(markedBody("plan", ["x".repeat(room + 1)])).toContain("Cut here: 1 more lines");
  });
});
