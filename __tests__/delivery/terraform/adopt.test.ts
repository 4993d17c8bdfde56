import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { InitializedStack } from "../../../delivery/stack-runs";
import { adopt, everyImport, importsOf } from "../../../delivery/terraform/adopt";
import { Journal } from "../../../delivery/terraform/journal";
import { operationsError } from "../../../operations/errors";
import { toolError } from "../../../toolchain/errors";

const configuration = JSON.stringify({
  resource: {
    aws_s3_bucket: { primary: { bucket: "shop-primary" }, replica: { bucket: "shop-replica" } },
    aws_s3_bucket_versioning: { primary: { bucket: "shop-primary" } },
    aws_cloudwatch_log_delivery: { logs: { delivery_source_name: "shop" } },
    aws_cloudwatch_log_delivery_source: { logs: { name: "shop" } },
    aws_cloudfront_key_value_store: { store: { name: "shop-eu-west-1" } },
    aws_lambda_permission: { api: { function_name: "arn:aws:lambda:x", statement_id: "api" } },
    aws_scheduler_schedule: { sentinel: { name: "shop-sentinel" } },
    aws_wafv2_web_acl: { acl: { name: "shop", scope: "CLOUDFRONT" } },
    aws_route53_zone: { zone: { name: "example.com" } },
    aws_cloudfront_cache_policy: { pages: { name: "shop-pages" }, assets: { name: "shop-assets" } },
    aws_iam_openid_connect_provider: { github: { url: "https://token.actions.githubusercontent.com" } },
    aws_route53_record: {
      www: { zone_id: "${aws_route53_zone.zone.zone_id}", name: "www.example.com", type: "A" },
      validation: { zone_id: "Z1", name: "${each.value.name}", type: "CNAME", for_each: "${...}" },
    },
  },
});
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-adopt-"));
  mkdirSync(join(folder, ".terraform"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = (type: string, addr: string, id_value?: string, action = "create") =>
  JSON.stringify({ type, hook: { resource: { addr }, action, ...(id_value && { id_value }) } });

describe("a journal", () => {
  test("has what an apply has begun to make and what it has made, until the apply has ended by itself", () => {
    const journal = new Journal(folder);
    journal.note(line("apply_start", "aws_s3_bucket.primary"));
    journal.note(line("apply_complete", "aws_s3_bucket.primary", "shop-primary"));
    journal.note(line("apply_start", "aws_s3_bucket.replica"));
    journal.note(line("apply_complete", "aws_s3_bucket.other", "other", "delete"));
    journal.note(line("apply_progress", "aws_s3_bucket.third"));
    journal.note("no JSON");
    const read = new Journal(folder);
    expect([...read.made()]).toEqual([
      ["aws_s3_bucket.primary", "shop-primary"],
      ["aws_s3_bucket.replica", undefined],
    ]);
    read.keep(["aws_s3_bucket.replica"]);
    expect([...journal.made()]).toEqual([["aws_s3_bucket.replica", undefined]]);
    read.keep([]);
    expect(journal.made().size).toBe(0);
    journal.note(line("apply_start", "aws_s3_bucket.primary"));
    read.end();
    expect(journal.made().size).toBe(0);
  });
});

describe("everyImport", () => {
  test("takes what names and the ids of AWS lead to, says what nothing leads to, and leaves what is written over", () => {
    const ids = {
      aws_cloudwatch_log_delivery_source: ({ name }: { readonly name?: string }) => `id of ${name}`,
    };
    expect(everyImport(configuration, new Set(["aws_s3_bucket.primary"]), ids)).toEqual({
      imports: [
        { to: "aws_s3_bucket.replica", id: "shop-replica" },
        { to: "aws_cloudwatch_log_delivery_source.logs", id: "id of shop" },
        { to: "aws_cloudfront_key_value_store.store", id: "shop-eu-west-1" },
        { to: "aws_lambda_permission.api", id: "arn:aws:lambda:x/api" },
        { to: "aws_scheduler_schedule.sentinel", id: "default/shop-sentinel" },
      ],
      lost: [
        ...["aws_cloudwatch_log_delivery.logs", "aws_wafv2_web_acl.acl", "aws_route53_zone.zone"],
        ...["aws_cloudfront_cache_policy.pages", "aws_cloudfront_cache_policy.assets"],
        "aws_iam_openid_connect_provider.github",
      ],
    });
  });
});

describe("importsOf", () => {
  const of = (made: [string, string?][], known: string[] = []) =>
    importsOf(new Map(made.map(([address, id]) => [address, id])), new Set(known), configuration);

  test("takes the id that was noted, or the name of the configuration", () => {
    const { imports, lost } = of([
      ["aws_route53_zone.zone", "Z1"],
      ["aws_s3_bucket.replica"],
      ["aws_route53_record.www"],
      ["aws_cloudwatch_log_delivery_source.logs"],
      ["aws_cloudwatch_log_delivery.logs", "d1"],
      ['aws_route53_record.validation["example.com"]', "Z1_a_CNAME"],
      ["aws_lambda_permission.api", "api"],
      ["aws_scheduler_schedule.sentinel"],
      ["aws_wafv2_web_acl.acl", "a1"],
    ]);
    expect(imports).toEqual([
      { to: "aws_route53_zone.zone", id: "Z1" },
      { to: "aws_s3_bucket.replica", id: "shop-replica" },
      { to: "aws_route53_record.www", id: "${aws_route53_zone.zone.zone_id}_www.example.com_A" },
      { to: "aws_cloudwatch_log_delivery_source.logs", id: "shop" },
      { to: "aws_cloudwatch_log_delivery.logs", id: "d1" },
      { to: 'aws_route53_record.validation["example.com"]', id: "Z1_a_CNAME" },
      { to: "aws_lambda_permission.api", id: "arn:aws:lambda:x/api" },
      { to: "aws_scheduler_schedule.sentinel", id: "default/shop-sentinel" },
      { to: "aws_wafv2_web_acl.acl", id: "a1/shop/CLOUDFRONT" },
    ]);
    expect(lost).toEqual([]);
  });

  test("leaves out what the state knows, what the configuration has no more, and what is simply made again", () => {
    const made: [string, string?][] = [
      ["aws_s3_bucket.primary", "shop-primary"],
      ["aws_s3_bucket.gone", "gone"],
      ["aws_s3_bucket_versioning.primary", "shop-primary"],
      ['aws_route53_record.validation["example.com"]'],
    ];
    expect(of(made, ["aws_s3_bucket.primary"])).toEqual({ imports: [], lost: [] });
  });

  test("tells what may be there under an id that AWS has given it", () => {
    expect(of([["aws_route53_zone.zone"]])).toEqual({ imports: [], lost: [{ to: "aws_route53_zone.zone" }] });
  });
});

describe("adopt", () => {
  const blocks = () => JSON.parse(readFileSync(join(folder, "adopt.tf.json"), "utf8")).import;

  const said: string[] = [];
  /** What the state has at which address, and by which id. */
  let held = new Map<string, string>();
  beforeEach(() => {
    held = new Map();
  });

  /** A stack whose plans end with these errors, one after the other, and then succeed. */
  function stack(...errors: string[]): InitializedStack {
    said.length = 0;
    const plan = vi.fn(async () => {
      const what = errors.shift();
      if (what !== undefined) throw toolError("terraform-failed", what);
      return { changes: true };
    });
    const state = {
      addresses: async () => new Set(held.keys()),
      attributes: async () => [...held.values()].map((id) => ({ id })),
      drop: async (addresses: string[]) => {
        for (const address of addresses) held.delete(address);
      },
    };
    const journal = new Journal(folder);
    const note = (text: string) => void said.push(text);
    const made = { name: "shop", folder, configuration, journal, state, terraform: { plan }, note };
    return made as unknown as InitializedStack;
  }

  const adopting = (of: InitializedStack) => adopt(of, "tfplan");

  test("offers to the next plan what is there, and says so", async () => {
    const journal = new Journal(folder);
    journal.note(line("apply_complete", "aws_s3_bucket.primary", "shop-primary"));
    journal.note(line("apply_start", "aws_s3_bucket.replica"));
    const nothingThere =
      'Cannot import non-existent remote object: While attempting to import an existing object to "aws_s3_bucket.replica", the provider detected that no object exists with the given id.';
    const shop = stack(nothingThere);
    expect(await adopting(shop)).toEqual({ changes: true });
    // That is the next plan: it is not made once more.
    expect(vi.mocked(shop.terraform.plan).mock.calls).toEqual([[{ out: "tfplan" }], [{ out: "tfplan" }]]);
    expect(blocks()).toEqual([{ to: "aws_s3_bucket.primary", id: "shop-primary" }]);
    expect(said).toEqual(["adopting what a killed run has made: aws_s3_bucket.primary"]);
  });

  test("takes what was made in the place of another one, which the state has still, and leaves that one to a person", async () => {
    const store = "aws_cloudfront_key_value_store.store";
    held.set(store, "shop");
    new Journal(folder).note(line("apply_complete", store, "shop-eu-west-1"));
    await adopting(stack());
    expect(blocks()).toEqual([{ to: store, id: "shop-eu-west-1" }]);
    expect(said).toEqual([
      `a run was killed while ${store} was replaced: shop is in no state any more`,
      `adopting what a killed run has made: ${store}`,
    ]);
    held.set(store, "shop-eu-west-1");
    await adopting(stack());
    expect([...held, said]).toEqual([[store, "shop-eu-west-1"], []]);
  });

  test("leaves out what was noted with its id and has been destroyed since", async () => {
    new Journal(folder).note(line("apply_complete", "aws_s3_bucket.primary", "shop-primary"));
    const gone =
      'While attempting to import an existing object to "aws_s3_bucket.primary", the provider detected that no object exists with the given id.';
    expect(await adopting(stack(gone))).toBeUndefined();
    expect(existsSync(join(folder, "adopt.tf.json"))).toBe(false);
    expect(said).toEqual([]);
  });

  describe("of what AWS has given an id that the killed run had no time to note", () => {
    const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    const idsOf = async () => ({
      aws_cloudfront_cache_policy: ({ name = "" }) => ({ "shop-pages": "658327ea" })[name],
      aws_iam_openid_connect_provider: () => provider,
    });
    const killedAt = (...addresses: string[]) => {
      for (const address of addresses) new Journal(folder).note(line("apply_start", address));
    };

    test("takes in what has the configuration's name, and has the rest made again", async () => {
      killedAt("aws_cloudfront_cache_policy.pages", "aws_cloudfront_cache_policy.assets");
      await adopt(stack(), "tfplan", false, idsOf);
      expect(blocks()).toEqual([{ to: "aws_cloudfront_cache_policy.pages", id: "658327ea" }]);
      expect(said).toEqual(["adopting what a killed run has made: aws_cloudfront_cache_policy.pages"]);
    });

    test("takes in nothing that all of an account share, and has the command of whoever knows whose it is", async () => {
      killedAt("aws_iam_openid_connect_provider.github");
      await adopt(stack(), "tfplan", false, idsOf);
      expect(existsSync(join(folder, "adopt.tf.json"))).toBe(false);
      expect(said).toEqual([
        expect.stringContaining(
          `: terraform -chdir=${folder} import aws_iam_openid_connect_provider.github ${provider}`,
        ),
      ]);
    });

    test("says why where AWS does not answer that, and what may be there", async () => {
      killedAt("aws_cloudfront_cache_policy.pages");
      const refused = operationsError("AWS_REFUSED", "CloudFront refuses to list the cache policies");
      await adopt(stack(), "tfplan", false, () => Promise.reject(refused));
      expect(said).toEqual([
        "AWS was asked in vain for what it has: CloudFront refuses to list the cache policies",
        "a run was killed while it made aws_cloudfront_cache_policy.pages; import it if it is there",
      ]);
    });

    test("asks AWS for nothing else", async () => {
      killedAt("aws_s3_bucket.replica");
      await adopt(stack(), "tfplan", false, () => Promise.reject(new Error("AWS was asked")));
      expect(blocks()).toEqual([{ to: "aws_s3_bucket.replica", id: "shop-replica" }]);
    });
  });

  test("passes on any other failure of the plan", async () => {
    new Journal(folder).note(line("apply_start", "aws_s3_bucket.replica"));
    await expect(adopting(stack("no credentials"))).rejects.toThrow("no credentials");
  });

  test("does nothing after a run that ended by itself", async () => {
    const shop = stack();
    shop.state.addresses = () => Promise.reject(new Error("nothing has to be asked of the state"));
    expect(await adopting(shop)).toBeUndefined();
    expect(existsSync(join(folder, "adopt.tf.json"))).toBe(false);
  });
});
