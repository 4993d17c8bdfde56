import { describe, expect, it } from "vitest";
import { carriesHash } from "../../../release/classes/content-hash";
import { seeded } from "../../support/release/world";

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const hexadecimal = "0123456789abcdef";

describe("carriesHash", () => {
  it.each([
    "assets/index-DiwrgTda.js",
    "assets/blog--5NUR_IB.js",
    "assets/guide_index.md.B4-xyz12.lean.js",
    "_astro/page.DiwrgTda.css",
    "_astro/hero.C9yxTe8K_Z1pXq7x.webp",
    "chunk-GAJQDHCE.js",
    "main-HOJAGVUX.css",
    "static/js/543.57230443.chunk.js",
    "cba48e17b2edf724.png",
    "assets/app.3f2a9c1b.js",
    "assets/javascripts/bundle.467223ff.min.js",
    "main.4e2d1b0c9f8a7b6c5d4e.chunk.css",
    "chunk-5QKJ2VWX.js",
    "assets/index-D4wrg1Ta.js",
    "index-a1B2c3D4.css",
    "logo.d41d8cd98f00b204e9800998ecf8427e.svg",
  ])("takes %s for a name with a hash", (key) => {
    expect(carriesHash(key)).toBe(true);
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
    "Object3D.js",
    "MD2Loader.js",
    "menu_2024_05_14.pdf",
    "14feb2024.pdf",
    "report-14feb2024.pdf",
    "Q3Report.pdf",
    "version_1_2_3.zip",
    "IMG_20230514_121530_HDR.jpg",
    "hero_1920x1080_2x.jpg",
    "logo-1024x768.png",
    "ui-icons_444444_256x240.png",
    "facade01.jpg",
    "guide-chapter1.png",
    "app-settings.js",
    "app-Settings.js",
    "my-icon-set.js",
  ])("takes %s for a name without one", (key) => {
    expect(carriesHash(key)).toBe(false);
  });

  it.each([
    ["Rollup, Vite and VitePress", base64url, (hash: string) => `assets/index-${hash}.js`, 0.99],
    ["esbuild and Angular", base32, (hash: string) => `chunk-${hash}.js`, 1],
    ["Parcel", hexadecimal, (hash: string) => `index.${hash}.js`, 0.99],
  ])("knows the names that %s make", (_, digits, nameOf, share) => {
    const random = seeded(7);
    const names = Array.from({ length: 5000 }, () =>
      nameOf(Array.from({ length: 8 }, () => digits[Math.floor(random() * digits.length)]).join("")),
    );
    expect(names.filter(carriesHash).length / names.length).toBeGreaterThanOrEqual(share);
  });
});
