import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import type { Handlers } from "../handler";
import { keyValueStoreArn } from "../ids";
import { importedValues } from "../neighbours";
import { pageOf } from "../pages";
import { configurations, refersTo } from "../references";
import type { InputOf } from "../schema/plain";
import { projectOutput } from "../schema/project";
import type { StoredKeyValueStore } from "../state";
import { checkedTags } from "./tagging";

/** KeyValueStores as the control plane has them; `kvs` has their keys. */
export function keyValueStoreOperations(context: CloudFrontContext): Handlers {
  const { state, stores, ids, clock, changed, neighbours } = context;
  const table = state.keyValueStores;
  const taken = (name: string) =>
    new CloudFrontError("EntityAlreadyExists", `A key value store ${name} already exists.`);
  const imported = async (arn: string) => {
    const [, bucket, key] = /^arn:aws:s3:::([^/]+)\/(.+)$/.exec(arn) ?? [];
    if (bucket === undefined || key === undefined)
      throw invalidArgument(`The import source ${arn} is no ARN of an object.`);
    return importedValues(await neighbours.object(bucket, key), arn);
  };
  return {
    CreateKeyValueStore: async (input, operation) => {
      const { Name, Comment, ImportSource, Tags } = input as InputOf<"CreateKeyValueStore">;
      checkName(Name);
      if (table.find(Name)) throw taken(Name);
      const values = ImportSource && (await imported(ImportSource.SourceARN));
      if (table.find(Name)) throw taken(Name);
      const uuid = ids.uuid();
      const arn = keyValueStoreArn(uuid);
      const store = table.put({
        id: Name,
        uuid,
        arn,
        etag: ids.short(),
        lastModified: clock.now(),
        config: configOf(Comment),
        tags: checkedTags(Tags?.Items ?? []),
      });
      stores.create(arn, values);
      return projectOutput(operation, valuesOf(store));
    },
    DescribeKeyValueStore: (input, operation) =>
      projectOutput(operation, valuesOf(table.get(String(input.Name)))),
    UpdateKeyValueStore: (input, operation) => {
      const { Name, IfMatch, Comment } = input as InputOf<"UpdateKeyValueStore">;
      const store = table.matching(Name, IfMatch);
      const changedStore = {
        ...store,
        etag: ids.short(),
        lastModified: clock.now(),
        config: configOf(Comment),
      };
      return projectOutput(operation, valuesOf(table.put(changedStore)));
    },
    DeleteKeyValueStore: (input) => {
      const { Name, IfMatch } = input as InputOf<"DeleteKeyValueStore">;
      const { id, arn } = table.matching(Name, IfMatch);
      if (configurations(state).some(({ config }) => refersTo(config, [arn])))
        throw new CloudFrontError(
          "CannotDeleteEntityWhileInUse",
          "The key value store is associated with a function.",
        );
      table.delete(id);
      stores.delete(arn);
      changed();
      return {};
    },
    ListKeyValueStores: (input, operation) => {
      const { Status } = input as InputOf<"ListKeyValueStores">;
      const all = table.all().map(valuesOf);
      const wanted = all.filter((store) => Status === undefined || store.Status === Status);
      return pageOf(operation, input, wanted, ({ Name }) => String(Name));
    },
  };
}

function valuesOf(store: StoredKeyValueStore) {
  return {
    Name: store.id,
    Id: store.uuid,
    Comment: store.config.comment,
    ARN: store.arn,
    Status: "READY",
    LastModifiedTime: store.lastModified,
    ETag: store.etag,
    Location: `/2020-05-31/key-value-store/${store.id}`,
  };
}

/** A store without a comment has none: Terraform takes an empty one for something that nobody asked for. */
function configOf(comment: string | undefined): StoredKeyValueStore["config"] {
  return comment === undefined || comment === "" ? {} : { comment };
}

function checkName(name: string): void {
  if (!/^[a-zA-Z0-9-_]{1,64}$/.test(name))
    throw invalidArgument(
      "The name of a key value store has 1 to 64 letters, digits, hyphens and underscores.",
    );
}
