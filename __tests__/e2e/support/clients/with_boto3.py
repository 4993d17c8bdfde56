"""Works with a bucket and a distribution as scripts do; the work comes as JSON, and so does what was seen."""

import json
import os
import sys

import boto3
from boto3.s3.transfer import TransferConfig

work = json.loads(sys.argv[1])
bucket = work["bucket"]
s3 = boto3.client("s3")
cloudfront = boto3.client("cloudfront")


def files(folder):
    for path, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(path, name)
            yield os.path.relpath(full, folder), full


def keys():
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return [one["Key"] for page in pages for one in page.get("Contents", [])]


def sync(folder):
    there = dict(files(folder))
    for key, full in there.items():
        s3.upload_file(full, bucket, key)
    gone = [{"Key": key} for key in keys() if key not in there]
    if gone:
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": gone})
        assert "Errors" not in answer, answer
    return keys()


s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
first = sync(work["site"])
second = sync(work["later"])
for key in second:
    target = os.path.join(work["back"], key)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    s3.download_file(bucket, key, target)
presigned = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": work["presigned"]})
versions = s3.list_object_versions(Bucket=bucket, Prefix="index.html")["Versions"]
parts = TransferConfig(multipart_threshold=5 * 1024**2, multipart_chunksize=5 * 1024**2)
s3.upload_file(work["large"], bucket, "large.bin", Config=parts)
part = s3.get_object(Bucket=bucket, Key="large.bin", PartNumber=2)
assert part["PartsCount"] == 2 and part["ContentRange"].startswith(f"bytes {5 * 1024**2}-"), part
s3.delete_object(Bucket=bucket, Key="index.html")
by_two = s3.get_paginator("list_objects").paginate(
    Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": 2}
)
prefixes = [one["Prefix"] for page in by_two for one in page.get("CommonPrefixes", [])]
assert prefixes and prefixes == sorted(set(prefixes)), prefixes

listed = cloudfront.list_distributions()["DistributionList"]["Items"]
batch = {"Paths": {"Quantity": 2, "Items": ["/a%20b/*", "/*"]}, "CallerReference": "boto3"}
made = cloudfront.create_invalidation(DistributionId=work["distribution"], InvalidationBatch=batch)
named = {"DistributionId": work["distribution"], "Id": made["Invalidation"]["Id"]}
cloudfront.get_waiter("invalidation_completed").wait(**named)
status = cloudfront.get_invalidation(**named)["Invalidation"]["Status"]

seen = {
    "first": first,
    "second": second,
    "presigned": presigned,
    "versions": len(versions),
    "last": keys(),
    "cloudFront": {"distributions": [one["Id"] for one in listed], "invalidation": status},
}
print(json.dumps(seen))
