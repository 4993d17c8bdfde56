import { describe, expect, it } from "vitest";
import { htmlReferences } from "../../../release/links/html";

describe("the references of a page", () => {
  it("are read by their meaning", () => {
    const page = '<a href="/a?x=1&amp;y=2"><img src="&#47;b.png"><script src=/c.js?a&amp;b></script>';
    expect(htmlReferences(page)).toMatchObject({ links: ["/a?x=1&y=2"], loads: ["/b.png", "/c.js?a&b"] });
  });

  it("are those that it sends visitors on to", () => {
    const page = `<meta http-equiv="Refresh" content="0; URL='/new/'"><meta http-equiv=refresh content=5>
      <meta http-equiv="content-type" content="url=no"><meta http-equiv=refresh content="0;url=../a b/">`;
    expect(htmlReferences(page).links).toEqual(["/new/", "../a b/"]);
  });
});
