import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import type { Handlers } from "../handler";
import { distributionArn, functionArn } from "../ids";
import { arnOf } from "../kept";
import { kinds } from "../kinds";
import type { InputOf, Tag } from "../schema/plain";

interface Tagged {
  readonly arn: string;
  readonly tags: readonly Tag[];
  set(tags: readonly Tag[]): void;
}

/** Tags of whatever has an ARN. */
export function taggingOperations({ state }: CloudFrontContext): Handlers {
  const { distributions, functions, keyValueStores } = state;
  const all = (): readonly Tagged[] => [
    ...distributions.all().map((one) => ({
      arn: distributionArn(one.id),
      tags: one.tags,
      set: (tags: readonly Tag[]) => distributions.put({ ...one, tags }),
    })),
    ...functions.all().map((one) => ({
      arn: functionArn(one.id),
      tags: one.tags,
      set: (tags: readonly Tag[]) => functions.put({ ...one, tags }),
    })),
    ...keyValueStores.all().map((one) => ({
      arn: one.arn,
      tags: one.tags,
      set: (tags: readonly Tag[]) => keyValueStores.put({ ...one, tags }),
    })),
    ...[...kinds.values()].flatMap((kind) => {
      const table = state.table(kind);
      return table.all().map((one) => ({
        arn: arnOf(kind, one),
        tags: one.tags,
        set: (tags: readonly Tag[]) => table.put({ ...one, tags }),
      }));
    }),
  ];
  const tagged = (arn: string): Tagged => {
    if (!/^arn:aws[a-z-]*:cloudfront::\d{12}:./.test(arn))
      throw invalidArgument(`The parameter Resource is no ARN of CloudFront: ${arn.slice(0, 200)}`);
    const found = all().find((one) => one.arn === arn);
    if (found) return found;
    throw new CloudFrontError("NoSuchResource", `The resource ${arn} does not exist.`);
  };
  return {
    ListTagsForResource: (input) => ({ Tags: { Items: tagged(String(input.Resource)).tags } }),
    TagResource: (input) => {
      const { Resource, Tags } = input as InputOf<"TagResource">;
      const { tags, set } = tagged(Resource);
      const given = Tags.Items ?? [];
      set(checkedTags([...tags.filter((old) => !given.some(({ Key }) => Key === old.Key)), ...given]));
      return {};
    },
    UntagResource: (input) => {
      const { Resource, TagKeys } = input as InputOf<"UntagResource">;
      const { tags, set } = tagged(Resource);
      set(tags.filter(({ Key }) => !TagKeys.Items?.includes(Key)));
      return {};
    },
  };
}

/** API shapes Tag and TagKey: 50 tags, keys of 1 to 128 and values of up to 256 characters, none of AWS's own. */
export function checkedTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > 50) throw new CloudFrontError("InvalidTagging", "A resource has at most 50 tags.");
  for (const { Key, Value = "" } of tags) {
    if (Key.length < 1 || Key.length > 128 || Value.length > 256 || /^aws:/i.test(Key))
      throw new CloudFrontError("InvalidTagging", `The tag ${Key.slice(0, 128)} is not valid.`);
  }
  return tags;
}
