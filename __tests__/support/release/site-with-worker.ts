/** A site with a service worker that precaches these URLs; each of its files says which version it is of. */
export function siteWithWorker(
  version: number,
  urls: readonly string[] = ["/", "/app.css"],
): Record<string, string> {
  const entries = JSON.stringify(urls.map((url) => ({ url, revision: `${version}` })));
  return {
    "index.html": `<p>${version}<script>navigator.serviceWorker.register("/sw.js")</script>`,
    "app.css": `/* ${version} */`,
    "feed.xml": `${version}`,
    "sw.js": `self.skipWaiting(); precacheAndRoute(${entries});`,
  };
}
