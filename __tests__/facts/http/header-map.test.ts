import { describe, expect, it } from "vitest";
import { HeaderMap } from "../../../facts/http/header-map";

const several = () =>
  new HeaderMap([
    ["Accept", "text/html"],
    ["Host", "a"],
    ["accept", "*/*"],
  ]);

describe("HeaderMap", () => {
  it("finds values by a name in any case, in the order in which they came", () => {
    const headers = several();
    expect(headers.get("ACCEPT")).toBe("text/html, */*");
    expect(headers.getAll("accept")).toEqual(["text/html", "*/*"]);
    expect(headers.has("hOsT")).toBe(true);
    expect([headers.get("x"), headers.getAll("x"), headers.has("x")]).toEqual([null, [], false]);
  });

  it("replaces all values of a name in the place of the first", () => {
    const headers = several();
    headers.set("Accept", "image/png");
    expect([...headers]).toEqual([
      ["accept", "image/png"],
      ["host", "a"],
    ]);
  });

  it("deletes all values of a name", () => {
    const headers = several();
    headers.delete("ACCEPT");
    expect([...headers]).toEqual([["host", "a"]]);
  });

  it("lists each name once", () => {
    expect(several().names()).toEqual(["accept", "host"]);
  });

  it("shares nothing with its copies", () => {
    const headers = several();
    const copy = headers.clone();
    copy.set("host", "b");
    copy.append("x", "1");
    expect([headers.get("host"), headers.has("x"), copy.get("host")]).toEqual(["a", false, "b"]);
  });

  it("leaves names out of a copy, and stays as it is", () => {
    const headers = HeaderMap.fromFlat(["ETag", "a", "Vary", "b", "vary", "c"]);
    expect(headers.without(["vary"]).flat).toEqual(["etag", "a"]);
    expect(headers.flat).toEqual(["etag", "a", "vary", "b", "vary", "c"]);
  });

  it("has another map's fields in the place of its own of these names, and both stay as they are", () => {
    const headers = HeaderMap.fromFlat(["ETag", "a", "Vary", "b", "vary", "c"]);
    const others = HeaderMap.fromFlat(["VARY", "d", "Date", "e", "date", "f"]);
    expect(headers.with(others).flat).toEqual(["etag", "a", "vary", "d", "date", "e", "date", "f"]);
    expect([headers.flat.length, others.flat.length]).toEqual([6, 6]);
  });

  it("has one text as long as it stays as it is, and another when any field is another", () => {
    const headers = HeaderMap.fromFlat(["A", "1", "b", "2"]);
    const texts = [headers.text];
    const changes = [
      () => headers.set("a", "2"),
      () => headers.append("a", "3"),
      () => headers.set("a", "2"),
      () => headers.set("c", "3"),
      () => headers.delete("b"),
    ];
    for (const change of changes) {
      change();
      texts.push(headers.text);
    }
    expect(texts).toEqual(
      ["a 1 b 2", "a 2 b 2", "a 2 b 2 a 3", "a 2 b 2", "a 2 b 2 c 3", "a 2 c 3"].map((text) =>
        text.replaceAll(" ", "\0"),
      ),
    );
    expect(HeaderMap.fromFlat(["a", "2", "C", "3"]).text).toBe(headers.text);
  });

  it("takes a name in any case, however many it has seen", () => {
    const headers = new HeaderMap();
    for (let i = 0; i < 2_000; i++) headers.append(`X-Name-${i}`, `${i}`);
    expect([headers.get("x-name-1999"), headers.get("X-NAME-1999"), headers.get("x-Name-0")]).toEqual([
      "1999",
      "1999",
      "0",
    ]);
  });

  it("counts the characters that HTTP/1.1 would write", () => {
    expect(several().size).toBe("accept: text/html\r\nhost: a\r\naccept: */*\r\n".length);
    expect(HeaderMap.fromFlat(["Host", "a"]).size).toBe("host: a\r\n".length);
  });

  it("takes names that objects have for names", () => {
    const headers = HeaderMap.fromFlat(["__proto__", "1", "constructor", "2"]);
    expect([headers.get("__proto__"), headers.get("constructor"), headers.get("toString")]).toEqual([
      "1",
      "2",
      null,
    ]);
  });
});
