import type { Block } from "../../../terraform/block";
import { isList, isMap, parseJson, type Value } from "../../../terraform/value";
import type { RoutingRule, WebsiteConfiguration } from "../../regions";

/** Website hosting: from `aws_s3_bucket_website_configuration`, or from the bucket's own block of older providers. */
export function readWebsite(bucket: Block, separate: Block | undefined): WebsiteConfiguration | undefined {
  if (separate) bucket.ignore("website");
  const block = separate ?? bucket.block("website");
  if (!block) return undefined;
  const index = separate
    ? separate.block("index_document")?.required("suffix")
    : block.string("index_document");
  const error = separate ? separate.block("error_document")?.required("key") : block.string("error_document");
  const redirectAll = separate ? readRedirectAll(separate) : readRedirectUrl(block);
  const routingRules = [...(separate?.blocks("routing_rule").map(readRule) ?? []), ...readRulesOfApi(block)];
  if (separate) separate.finish();
  if (redirectAll) return { indexDocument: "", redirectAll };
  if (!index) return undefined;
  return {
    indexDocument: index,
    ...(error && { errorDocument: error }),
    ...(routingRules.length > 0 && { routingRules }),
  };
}

function readRedirectAll(separate: Block): WebsiteConfiguration["redirectAll"] {
  const block = separate.block("redirect_all_requests_to");
  if (!block) return undefined;
  const protocol = block.string("protocol");
  return { hostName: block.required("host_name"), ...(protocol && { protocol }) };
}

/** A host, with or without its protocol. */
function readRedirectUrl(block: Block): WebsiteConfiguration["redirectAll"] {
  const url = block.string("redirect_all_requests_to");
  if (url === undefined) return undefined;
  const [, protocol, hostName = ""] = /^(?:(https?):\/\/)?(.*?)\/*$/.exec(url) ?? [];
  return { hostName, ...(protocol && { protocol }) };
}

function readRule(block: Block): RoutingRule {
  const condition = block.block("condition");
  const redirect = block.block("redirect");
  return rule({
    keyPrefix: condition?.string("key_prefix_equals"),
    errorStatus: condition?.string("http_error_code_returned_equals"),
    protocol: redirect?.string("protocol"),
    hostName: redirect?.string("host_name"),
    replaceKeyPrefixWith: redirect?.string("replace_key_prefix_with"),
    replaceKeyWith: redirect?.string("replace_key_with"),
    status: redirect?.string("http_redirect_code"),
  });
}

/** `routing_rules`: the rules as S3's API has them, in JSON. */
function readRulesOfApi(block: Block): RoutingRule[] {
  const text = block.string("routing_rules");
  if (text === undefined) return [];
  const rules = parseJson(text);
  if (!isList(rules)) {
    block.problem("TERRAFORM_BAD_VALUE", "routing_rules", "it is no list in JSON", "Give one");
    return [];
  }
  return rules.map((one) => {
    const said = (part: string, name: string) => textOf(member(member(one, part), name));
    return rule({
      keyPrefix: said("Condition", "KeyPrefixEquals"),
      errorStatus: said("Condition", "HttpErrorCodeReturnedEquals"),
      protocol: said("Redirect", "Protocol"),
      hostName: said("Redirect", "HostName"),
      replaceKeyPrefixWith: said("Redirect", "ReplaceKeyPrefixWith"),
      replaceKeyWith: said("Redirect", "ReplaceKeyWith"),
      status: said("Redirect", "HttpRedirectCode"),
    });
  });
}

function member(value: Value | undefined, name: string): Value | undefined {
  return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

type Said = Readonly<Record<keyof RoutingRule["redirect"] | "keyPrefix" | "errorStatus", string | undefined>>;

/** A rule of what is said of it; an empty text says nothing. */
function rule({ keyPrefix, errorStatus, status, ...redirect }: Said): RoutingRule {
  return {
    ...(keyPrefix && { keyPrefix }),
    ...(errorStatus && { errorStatus: Number(errorStatus) }),
    redirect: {
      ...Object.fromEntries(Object.entries(redirect).filter(([, value]) => value)),
      ...(status && { status: Number(status) }),
    },
  };
}
