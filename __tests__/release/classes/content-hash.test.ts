import { describe, expect, it } from "vitest";
import { couldBeHashed, looksHashed } from "../../../release/classes/content-hash";

describe("looksHashed", () => {
  it.each([
    "assets/app.3f2a9c1b.js",
    "main.4e2d1b0c9f8a7b6c5d4e.chunk.css",
    "chunk-5QKJ2VWX.js",
    "assets/index-D4wrg1Ta.js",
    "index-a1B2c3D4.css",
    "logo.d41d8cd98f00b204e9800998ecf8427e.svg",
  ])("takes %s for a name with a hash", (key) => {
    expect(looksHashed(key)).toBe(true);
  });

  it.each([
    "logo.png",
    "vacation2024.jpg",
    "photo-20240101.jpg",
    "report-2024-11-23.pdf",
    "jquery-3.7.1.min.js",
    "chapter10.css",
    "IMG_20240101.jpg",
    "defaced.css",
    "Screenshot2024Final.png",
    "facade.css",
    "3f2a9c1b/app.js",
    "bootstrap.bundle.min.js",
    "iphone15.png",
    "12345678.png",
  ])("takes %s for a name without one", (key) => {
    expect(looksHashed(key)).toBe(false);
  });

  it("asks for less where the config says immutable", () => {
    expect(looksHashed("_astro/page.DiwrgTda.css")).toBe(false);
    expect(couldBeHashed("_astro/page.DiwrgTda.css")).toBe(true);
    expect(couldBeHashed("_astro/logo.png")).toBe(false);
  });
});
