// Shows which region answered for this page: a replica's objects say so in a header.
const place = document.querySelector("#served");
if (place) {
  const answer = await fetch(location.href, { method: "HEAD" });
  const region = answer.headers.get("x-amz-replication-status") === "REPLICA" ? "the replica" : "the primary";
  place.textContent = `${region} (${answer.headers.get("x-cache") ?? "no cache"})`;
}
