import { errorsOf, type Rules } from "../../errors/rules";

/** What `outlast start` asks of its options, and what to do about it. */
export const startRules = {
  START_ORIGIN: {
    rule: "--origin names an origin of the distribution, each once, and a URL or a folder of this machine for it.",
    mend: "Write it as id=http://localhost:3000 or id=./folder.",
  },
  START_NO_INDEX: {
    rule: "A folder that answers for / has the index document that the distribution, or the bucket's website, names.",
    mend: "Build the site first, or give the folder that it is built into.",
  },
  START_LAG: {
    rule: "The time that a copy takes from region to region is a duration.",
    mend: 'Give one such as "0s", "30s" or "10m".',
  },
  START_FAULT: {
    rule: "A fault names a bucket's origin, a bucket or a region of this site, and an effect.",
    mend: "Write it as primary=503; docs/rehearsal.md has the grammar.",
  },
  START_SWITCH: {
    rule: "A reading is one of those of docs/limitations.md, and has one of the values that it takes.",
    mend: "Write it as headMiss=fetch-object, or nameFailureCriteria=502,503 for a list.",
  },
  START_VIEWER: {
    rule: "What visitors are is the country that they come from and the device that they have, each said once.",
    mend: "Write it as country=DE,device=mobile.",
  },
  START_TRAFFIC: {
    rule: "Visitors are made of a profile in which somebody opens a page.",
    mend: "Make a profile of this site's own logs: `npx outlast traffic <logs> --out traffic.json`.",
  },
  START_PORT_IN_USE: {
    rule: "Nothing else listens on the ports, for visitors and for the control API.",
    mend: "Stop what listens there, or give --port, --http-port or --control-port another one; 0 picks a free one.",
  },
  START_ADDRESS: {
    rule: "This machine has the address, and lets the user listen on the port.",
    mend: "Give another --host or --port.",
  },
  START_FILE: {
    rule: "The file is a Terraform configuration in JSON, a plan or a state, and says nothing that nobody can rehearse.",
    mend: "Mend what is listed, or leave it out.",
  },
  SESSION_NONE: {
    rule: "`outlast fault` and `outlast mend` are for a rehearsal or a local cloud that runs.",
    mend: "Start one in another terminal: npx outlast start, or npx outlast cloud. One of another project is found by --control-port.",
  },
  SESSION_SEVERAL: {
    rule: "`outlast fault` and `outlast mend` act on one session.",
    mend: "Say which by the port of its control API: --control-port <number>.",
  },
  SESSION_REFUSED: {
    rule: "A session breaks and mends what it has: its regions and buckets, or in somebody else's Terraform its origins.",
    mend: "Name one of those that the message lists; docs/rehearsal.md has every fault.",
  },
  START_SYNTHESIS: {
    rule: "The project's own sites are synthesized in a process of its own, which reports what is wrong with the config.",
    mend: "Mend what it reports.",
  },
} satisfies Rules;

export const startError = errorsOf(startRules);
