import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A comment as GitHub's REST API gives it, as far as it is read. */
export interface StoredComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
  readonly html_url: string;
}

export interface StoredIssue {
  readonly number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  readonly user: { readonly login: string };
  readonly html_url: string;
  readonly pull_request?: object;
}

/** An answer that is given in place of the real one. */
export interface GithubFault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
}

/** One pull request that was merged, the run that planned it and what it kept. */
export interface MergedPull {
  readonly number: number;
  readonly commit: string;
  readonly headSha: string;
  readonly headRepository: string;
  /** @default "main" */
  readonly base?: string;
  /** @default "change" */
  readonly headRef?: string;
  /** What is otherwise of the run than of one that planned the pull request. */
  readonly run?: Readonly<Record<string, unknown>>;
  readonly artifact?: {
    readonly zip: Uint8Array;
    readonly expired?: boolean;
    readonly size?: number;
    /** What an earlier attempt of the run kept under the same name. */
    readonly earlier?: Uint8Array;
  };
}

const pageSize = 100;

/** A server on loopback that speaks the calls of GitHub's REST API that the verbs make, for one repository. */
export class GitHubServer {
  readonly comments: StoredComment[] = [];
  readonly issues: StoredIssue[] = [];
  readonly pulls: MergedPull[] = [];
  /** Given to the next requests, one each. */
  readonly faults: GithubFault[] = [];
  /** "GET /repos/acme/docs/issues/7/comments?per_page=100" */
  readonly requests: string[] = [];
  /** Authorization headers that were seen. */
  readonly tokens = new Set<string>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #nextId = 1000;

  /** @param repository "acme/docs" */
  constructor(readonly repository: string) {}

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  addComment(login: string, body: string): StoredComment {
    const id = this.#nextId++;
    const comment = { id, body, user: { login }, html_url: `https://github.test/comment/${id}` };
    this.comments.push(comment);
    return comment;
  }

  addIssue(login: string, body: string, rest: Partial<StoredIssue> = {}): StoredIssue {
    const number = this.#nextId++;
    const html_url = `https://github.test/issues/${number}`;
    const issue: StoredIssue = {
      number,
      title: "t",
      body,
      state: "open",
      user: { login },
      html_url,
      ...rest,
    };
    this.issues.push(issue);
    return issue;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const url = new URL(request.url ?? "/", this.url);
    this.requests.push(`${request.method} ${url.pathname}${url.search}`);
    this.tokens.add(request.headers.authorization ?? "none");
    const body = await text(request);
    const fault = this.faults.shift();
    if (fault) return send(response, fault.status, { message: fault.message ?? "fault" }, fault.headers);
    const prefix = `/repos/${this.repository}`;
    if (!url.pathname.startsWith(prefix)) return send(response, 404, { message: "Not Found" });
    this.#route(`${request.method} ${url.pathname.slice(prefix.length)}`, url, body, response);
  }

  #route(call: string, url: URL, body: string, response: ServerResponse): unknown {
    const input = body === "" ? {} : JSON.parse(body);
    const [, id = ""] = /\/(?:comments|issues|runs|artifacts)\/(\d+)/.exec(call) ?? [];
    if (/^GET \/issues\/\d+\/comments$/.test(call)) return this.#page(url, this.comments, response);
    if (/^POST \/issues\/\d+\/comments$/.test(call)) {
      return send(response, 201, this.addComment("github-actions[bot]", input.body));
    }
    if (/^PATCH \/issues\/comments\/\d+$/.test(call)) {
      const comment = this.comments.find((one) => one.id === Number(id));
      return comment ? send(response, 200, Object.assign(comment, input)) : send(response, 404, {});
    }
    if (/^DELETE \/issues\/comments\/\d+$/.test(call)) {
      this.comments.splice(
        this.comments.findIndex((one) => one.id === Number(id)),
        1,
      );
      return send(response, 204);
    }
    if (call === "GET /issues") {
      const creator = url.searchParams.get("creator");
      const open = this.issues.filter(({ state, user }) => state === "open" && user.login === creator);
      return this.#page(url, open, response);
    }
    if (call === "POST /issues") {
      return send(response, 201, this.addIssue("github-actions[bot]", input.body, { title: input.title }));
    }
    if (/^PATCH \/issues\/\d+$/.test(call)) {
      const issue = this.issues.find(({ number }) => number === Number(id));
      return issue ? send(response, 200, Object.assign(issue, input)) : send(response, 404, {});
    }
    return this.#routePlans(call, url, response);
  }

  #routePlans(call: string, url: URL, response: ServerResponse): unknown {
    const commit = /^GET \/commits\/([^/]+)\/pulls$/.exec(call)?.[1];
    if (commit !== undefined) {
      const pulls = this.pulls.filter((pull) => pull.commit === commit);
      return send(
        response,
        200,
        pulls.map((pull) => pullJson(pull, this.repository)),
      );
    }
    if (/^GET \/actions\/workflows\/plan\.yml\/runs$/.test(call)) {
      const runs = this.pulls
        .filter(({ artifact, headSha }) => artifact && headSha === url.searchParams.get("head_sha"))
        .map(runJson);
      return send(response, 200, { total_count: runs.length, workflow_runs: runs });
    }
    const [, id = "", what] = /^GET \/actions\/(?:runs|artifacts)\/(\d+)\/(artifacts|zip)$/.exec(call) ?? [];
    const number = Number(what === "zip" ? id.slice(0, -1) : id);
    const { artifact } = this.pulls.find((pull) => pull.number === number) ?? {};
    if (!artifact) return send(response, 404, { message: "Not Found" });
    // A digit behind the number of the pull request says which attempt it is of.
    if (what === "artifacts") {
      const { earlier, expired = false, size = artifact.zip.length } = artifact;
      const last = { id: Number(`${number}2`), name: "plan", expired, size_in_bytes: size };
      const first = { ...last, id: Number(`${number}1`) };
      const artifacts = earlier ? [first, last] : [last];
      return send(response, 200, { total_count: artifacts.length, artifacts });
    }
    const zip = id.endsWith("1") ? artifact.earlier : artifact.zip;
    return response.writeHead(200, { "content-type": "application/zip" }).end(zip);
  }

  /** One page, with the Link header that leads to the next. */
  #page(url: URL, all: readonly object[], response: ServerResponse): unknown {
    const size = Number(url.searchParams.get("per_page") ?? 30);
    const page = Number(url.searchParams.get("page") ?? 1);
    const items = all.slice((page - 1) * size, page * size);
    const next = new URL(url);
    next.searchParams.set("page", String(page + 1));
    const link = page * size < all.length ? { link: `<${next}>; rel="next"` } : undefined;
    if (size > pageSize) return send(response, 422, { message: "per_page" });
    return send(response, 200, items, link);
  }
}

function pullJson(pull: MergedPull, repository: string): object {
  return {
    number: pull.number,
    merged_at: "2026-11-23T12:00:00Z",
    merge_commit_sha: pull.commit,
    base: { ref: pull.base ?? "main", repo: { full_name: repository } },
    head: { sha: pull.headSha, ref: pull.headRef ?? "change", repo: { full_name: pull.headRepository } },
  };
}

/** A merged pull request is named by its runs no more: `pull_requests` is empty. */
function runJson({ headRef = "change", headRepository, headSha, number, run }: MergedPull): object {
  return {
    id: number,
    run_number: number,
    html_url: `https://github.test/runs/${number}`,
    event: "pull_request",
    conclusion: "success",
    path: ".github/workflows/plan.yml",
    head_sha: headSha,
    head_branch: headRef,
    head_repository: { full_name: headRepository },
    pull_requests: [],
    ...run,
  };
}

function send(
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: GithubFault["headers"] = {},
): unknown {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  return response.end(body === undefined ? undefined : JSON.stringify(body));
}
