import { describe, expect, test } from "vitest";
import type { CloudRequest } from "../../../rehearsal/cloud/http";
import { BucketSettingsTable } from "../../../rehearsal/cloud/s3/bucket-settings";
import { KeptSettings } from "../../../rehearsal/cloud/s3/kept-settings";

const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

function request(method: string, rawQuery: string, body = "", headers = {}): CloudRequest {
  const query = new URLSearchParams(rawQuery);
  return { method, path: "/site", rawQuery, query, headers, body: Buffer.from(body), region: "us-east-1" };
}

/** A bucket in front of a moto that takes everything, and has one bucket more: "logs". */
function bucket() {
  const settings = new BucketSettingsTable();
  const asked: string[] = [];
  const upstream = {
    close() {},
    async send({ method, path, rawQuery }: CloudRequest) {
      asked.push(`${method} ${path}?${rawQuery}`);
      return { status: path === "/nowhere" ? 404 : 200, headers: {}, body: "" };
    },
  };
  const kept = new KeptSettings(upstream, settings);
  const send = async (method: string, query: string, body?: string, headers?: object) => {
    const answer = await kept.handle(request(method, query, body, headers), "site");
    return answer && { ...answer, body: String(answer.body) };
  };
  return { send, settings, asked };
}

const metrics = (id: string) => `<MetricsConfiguration ${namespace}><Id>${id}</Id></MetricsConfiguration>`;

describe("settings of a bucket that no visitor notices", () => {
  test("are given back as they were put, listed and deleted, each by its id", async () => {
    const { send } = bucket();
    expect(await send("PUT", "metrics=&id=all", metrics("all"))).toMatchObject({ status: 200 });
    expect(await send("PUT", "metrics=&id=part", metrics("part"))).toMatchObject({ status: 200 });
    expect(await send("GET", "metrics=&id=part")).toMatchObject({ status: 200, body: metrics("part") });
    expect((await send("GET", "metrics="))?.body).toContain(`${metrics("all")}${metrics("part")}`);
    expect(await send("DELETE", "metrics=&id=all")).toMatchObject({ status: 204 });
    expect((await send("GET", "metrics="))?.body).not.toContain("<Id>all</Id>");
  });

  test.each(["analytics", "intelligent-tiering", "inventory", "metrics"])(
    "are not there before they are put, nor deleted twice: %s",
    async (name) => {
      const { send } = bucket();
      for (const method of ["GET", "DELETE"]) {
        const answer = await send(method, `${name}=&id=x`);
        expect(answer).toMatchObject({ status: 404, body: expect.stringContaining("NoSuchConfiguration") });
      }
    },
  );

  test("are refused where they are not what the request is about", async () => {
    const { send, settings } = bucket();
    expect(await send("PUT", "metrics=&id=x", "<Other/>")).toMatchObject({ status: 400 });
    expect(await send("PUT", "metrics=&id=x", "<MetricsConf")).toMatchObject({ status: 400 });
    expect(await send("PUT", "metrics=&id=x", metrics("y"))).toMatchObject({ status: 400 });
    expect(settings.get("site")).toEqual({});
  });

  test("keep every form of a lifecycle's filter, its headers, and a name for each rule", async () => {
    const { send, asked } = bucket();
    const rule = "<Filter><And><ObjectSizeGreaterThan>0</ObjectSizeGreaterThan></And></Filter>";
    const xml = `<LifecycleConfiguration ${namespace}><Rule>${rule}</Rule></LifecycleConfiguration>`;
    const headers = { "x-amz-transition-default-minimum-object-size": "varies_by_storage_class" };
    expect(await send("PUT", "lifecycle=", xml, headers)).toMatchObject({ status: 200, headers });
    expect(asked).toEqual(["PUT /site?lifecycle="]);
    const read = await send("GET", "lifecycle=");
    expect(read).toMatchObject({ status: 200, headers });
    expect(read?.body).toContain(`<Rule><ID>rule-1</ID>${rule}</Rule>`);
    await send("DELETE", "lifecycle=");
    expect(await send("GET", "lifecycle=")).toMatchObject({ status: 404 });
  });

  test("log into a bucket that there is, whoever may write there", async () => {
    const { send } = bucket();
    const to = (target: string) =>
      `<BucketLoggingStatus ${namespace}><LoggingEnabled><TargetBucket>${target}</TargetBucket><TargetPrefix/></LoggingEnabled></BucketLoggingStatus>`;
    expect((await send("GET", "logging="))?.body).toContain("<BucketLoggingStatus");
    expect(await send("PUT", "logging=", to("nowhere"))).toMatchObject({
      status: 400,
      body: expect.stringContaining("InvalidTargetBucketForLogging"),
    });
    expect(await send("PUT", "logging=", to("logs"))).toMatchObject({ status: 200 });
    expect(await send("GET", "logging=")).toMatchObject({ body: to("logs") });
  });

  test("leave other requests alone", async () => {
    expect(await bucket().send("GET", "tagging=")).toBeUndefined();
    expect(await bucket().send("POST", "metrics=&id=x")).toBeUndefined();
  });

  test("keep of versioning what moto forgets, and leave to it what was never put", async () => {
    const { send, asked } = bucket();
    const versioning = (mfa: string) =>
      `<VersioningConfiguration ${namespace}><MfaDelete>${mfa}</MfaDelete><Status>Enabled</Status></VersioningConfiguration>`;
    await send("GET", "versioning=");
    expect(await send("PUT", "versioning=", versioning("Disabled"))).toMatchObject({ status: 200 });
    expect(asked).toEqual(["GET /site?versioning=", "PUT /site?versioning="]);
    expect(await send("PUT", "versioning=", versioning("Enabled"))).toMatchObject({
      status: 403,
      body: expect.stringContaining("AccessDenied"),
    });
    expect(await send("GET", "versioning=")).toMatchObject({ body: versioning("Disabled") });
  });
});
