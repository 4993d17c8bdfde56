/**
 * The one style sheet: colours by variables, so that a drawing is light, dark or printed as the page is. Its hash is the
 * only style that the page's policy lets in.
 */
export const style = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2430;--soft:#5a6573;--line:#d8dee6;--panel:#f5f7fa;--right:#1f7a49;--stale:#c98a00;--beyond:#8a5a00;--wrong:#c62f3b;--fault:#c62f3b22;--action:#2257c4;--s0:#2257c4;--s1:#e07b39;--s2:#7a4fb5;--s3:#1a8a8a;--s4:#a04668;--s5:#6b7785;--link:#1d4fb8}
@media screen and (prefers-color-scheme:dark){:root{--bg:#12161c;--fg:#e6eaf0;--soft:#a3aebc;--line:#333c48;--panel:#1a2029;--right:#4cc38a;--stale:#e5b567;--beyond:#e5b567;--wrong:#ff6b74;--fault:#ff6b742e;--action:#82aaff;--s0:#82aaff;--s1:#f5a66f;--s2:#c099ff;--s3:#5ed1d1;--s4:#f08fb2;--s5:#9aa7b6;--link:#9dbcff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1080px;padding:1.5rem 1rem 4rem;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:1.6rem}h2{font-size:1.35rem;margin-top:3.5rem;border-top:1px solid var(--line);padding-top:1.5rem}h3{font-size:1rem;margin:1.5rem 0 .5rem}
a{color:var(--link)}a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--action);outline-offset:2px}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--soft)}tbody th{color:inherit}
.held{color:var(--right)}.broken{color:var(--wrong)}.beyond{color:var(--beyond)}.skipped{color:var(--soft)}
.held,.broken,.beyond{font-weight:600}
.tiles{display:flex;flex-wrap:wrap;gap:.75rem;list-style:none;margin:1rem 0;padding:0}.tiles li{flex:1 1 11rem;background:var(--panel);border-radius:.5rem;padding:.75rem 1rem}.tiles b{display:block;font-size:1.35rem}
.missed{background:var(--panel);border-left:4px solid var(--wrong);margin:1rem 0;padding:.75rem 1rem .75rem 2rem}
#scenarios td{white-space:nowrap}.spark{color:var(--right);font-size:.8rem;letter-spacing:-.03em}
.hypothesis,.soft{color:var(--soft)}
.cause{background:var(--panel);border-left:4px solid var(--stale);padding:.75rem 1rem}.cause.of-broken{border-color:var(--wrong)}.cause.of-held{border-color:var(--right)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:1rem 2rem}
figure{margin:0}figcaption{font-weight:600}svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font:13px system-ui,sans-serif}.value{text-anchor:end}.time{text-anchor:middle}
.grid,.tick{stroke:var(--line);fill:none}.fault{fill:var(--fault);stroke:var(--wrong);stroke-dasharray:2 3}.action{stroke:var(--action);stroke-width:2;stroke-dasharray:4 3;fill:none}
.line{fill:none;stroke-width:2}.p50{stroke:var(--s0);background:var(--s0)}.p99{stroke:var(--s1);background:var(--s1);stroke-dasharray:6 3}
${["right", "stale", "wrong"].map((name) => `.${name}{fill:var(--${name});background:var(--${name})}`).join("")}
${[0, 1, 2, 3, 4, 5].map((at) => `.series-${at}{fill:var(--s${at});background:var(--s${at})}`).join("")}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;margin:.25rem 0 0;padding:0;color:var(--soft);font-size:.875rem}
.key i{display:inline-block;width:.8em;height:.8em;margin-right:.4em;border-radius:2px}
details{margin-top:1rem}summary{cursor:pointer}
@media (max-width:520px){body{padding:1rem .75rem 3rem}svg text{font-size:19px}th,td{padding-right:.5rem}#scenarios table{font-size:.9rem}#scenarios :is(th,td):nth-child(n+5){display:none}}
@media print{:root{color-scheme:light}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}#scenarios .spark{font-size:.6rem}body{max-width:none;font-size:11pt}.skip,.up,.download{display:none}section{break-inside:avoid-page}h2{break-before:page}.fault{fill:#00000014}}
`;
