import type { CloudRequest, CloudResponse } from "../http";
import { element, escapeXml, xmlDocument } from "../xml/element";
import { s3ErrorResponse } from "./errors";
import { policyRefusal } from "./post-policy";
import { pathOf } from "./target";

/** Whether a request is a form that a browser sends to a bucket (S3 API reference, "Browser-based uploads using POST"). */
export function isPostForm(method: string | undefined, headers: CloudRequest["headers"]): boolean {
  return method === "POST" && /^multipart\/form-data;/i.test(headers["content-type"] ?? "");
}

/** A form, its fields by names in lower case. */
export interface PostForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Buffer | undefined;
  readonly fileName: string;
}

/** Undefined for what is no form. Fields behind the file do not count. */
export async function readPostForm({ headers, body }: CloudRequest): Promise<PostForm | undefined> {
  const type = headers["content-type"] ?? "";
  let data: FormData;
  try {
    data = await new Response(body, { headers: { "content-type": type } }).formData();
  } catch {
    return undefined;
  }
  const fields = new Map<string, string>();
  for (const [name, value] of data) {
    if (typeof value === "string") fields.set(name.toLowerCase(), value);
    else if (name.toLowerCase() === "file")
      return { fields, file: Buffer.from(await value.arrayBuffer()), fileName: value.name };
    if (name.toLowerCase() === "file") return { fields, file: Buffer.from(String(value)), fileName: "" };
  }
  return { fields, file: undefined, fileName: "" };
}

/** What the header of a signed request would say: a form is signed by its fields. */
export function authorizationOf({ fields }: PostForm): string {
  const [credential, version2] = ["x-amz-credential", "awsaccesskeyid"].map((name) => fields.get(name));
  return credential === undefined
    ? `AWS ${version2 ?? ""}:`
    : `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
}

/** Fields that are headers of the object that is put. */
const ofObject =
  /^(?:content-(?:type|encoding|disposition|language)|cache-control|expires|x-amz-(?:meta-.*|server-side-encryption.*|storage-class|website-redirect-location|checksum-.*))$/;

/** The form as the request that puts its file; the refusal of one that its policy does not let through. */
export function asPut(
  request: CloudRequest,
  bucket: string,
  form: PostForm,
  now: number,
): CloudRequest | CloudResponse {
  const { fields, file, fileName } = form;
  const key = fields.get("key")?.replaceAll("${filename}", fileName.split(/[\\/]/).at(-1) ?? "");
  if (!key || file === undefined)
    return s3ErrorResponse(
      400,
      "InvalidArgument",
      `Bucket POST must contain a field named '${key ? "file" : "key"}'.`,
    );
  const refusal = policyRefusal(new Map([...fields, ["key", key], ["bucket", bucket]]), file.length, now);
  if (refusal !== undefined) return refusal;
  const acl = fields.get("acl");
  const headers = Object.fromEntries([...fields].filter(([name]) => ofObject.test(name)));
  return {
    ...{ method: "PUT", path: pathOf(bucket, key), rawQuery: "", query: new URLSearchParams() },
    ...{ region: request.region, body: file },
    headers: {
      ...headers,
      host: request.headers.host,
      authorization: authorizationOf(form),
      ...(acl !== undefined && { "x-amz-acl": acl }),
    },
  };
}

/** The answer to the put as the form wants it: nothing, XML, or a way to another page. */
export function asPosted(
  { fields }: PostForm,
  put: CloudRequest,
  bucket: string,
  response: CloudResponse,
): CloudResponse {
  if (response.status >= 300) return response;
  const key = decodeURIComponent(put.path.slice(bucket.length + 2));
  const etag = String(response.headers.etag ?? "");
  const location = `http://${put.headers.host}${put.path}`;
  const led = fields.get("success_action_redirect") ?? fields.get("redirect");
  if (led !== undefined && URL.canParse(led)) {
    const url = new URL(led);
    for (const [name, value] of Object.entries({ bucket, key, etag })) url.searchParams.append(name, value);
    return { ...response, status: 303, headers: { ...response.headers, location: url.href }, body: "" };
  }
  const wanted = fields.get("success_action_status");
  const said = Object.entries({ Location: location, Bucket: bucket, Key: key, ETag: etag });
  const content = said.map(([name, value]) => element(name, escapeXml(value))).join("");
  return {
    status: wanted === "200" || wanted === "201" ? Number(wanted) : 204,
    headers: {
      ...response.headers,
      location,
      ...(wanted === "201" && { "content-type": "application/xml" }),
    },
    body: wanted === "201" ? xmlDocument("PostResponse", content) : "",
  };
}
