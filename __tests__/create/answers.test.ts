import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { answers, type Questions } from "../../create/answers";
import { withQuestions } from "../../create/options";

/** What somebody is asked who takes every suggestion, and what comes of it. */
async function asked(given: Questions = {}) {
  const questions: string[] = [];
  const all = await answers(given, {
    ...{ folder: "/home/me/My Site!", timeZone: "Europe/Berlin", offset: 1, bucketSuffix: "0a1b2c3d" },
    ask: async (question, suggestion) => {
      questions.push(`${question} [${suggestion}]`);
      return suggestion;
    },
  });
  return { all, questions };
}

describe("somebody who begins a project", () => {
  test("is asked four things, each with a suggestion that can be taken as it is", async () => {
    const { all, questions } = await asked();
    expect(questions).toEqual([
      "Name of the site [my-site]",
      "Regions, primary and replica (nearest: Frankfurt (eu-central-1), Paris (eu-west-3)) [eu-central-1, eu-west-3]",
      "Domain, such as www.example.com, or none [none]",
      "GitHub repository, owner/name, or none [none]",
    ]);
    expect(all).toEqual({
      ...{ name: "my-site", bucketSuffix: "0a1b2c3d", primary: "eu-central-1", replica: "eu-west-3" },
      ...{ domain: undefined, repository: undefined },
    });
  });

  test.each<[option: string, given: Questions, question: string]>([
    ["--name", { name: "docs" }, "Name"],
    ["--regions", { regions: "Ireland, London" }, "Regions"],
    ["--domain", { domain: "www.example.com" }, "Domain"],
    ["--github", { github: "me/site" }, "GitHub"],
  ])("is not asked what %s says, which is an option of both commands", async (option, given, question) => {
    expect(withQuestions(new Command()).options.map(({ long }) => long)).toContain(option);
    const { questions } = await asked(given);
    expect(questions).toHaveLength(3);
    expect(questions.filter((one) => one.startsWith(question))).toEqual([]);
  });
});
