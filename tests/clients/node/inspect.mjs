// What graphql-inspector says of changes of a schema. Usage: node inspect.mjs CHANGES, a file with [[old, new], …] in JSON;
// prints the gravest level of each and the changes that have it.
import { readFileSync } from "node:fs";
import { diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const LEVELS = ["BREAKING", "DANGEROUS", "NON_BREAKING"];
for (const [before, after] of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const changes = await diff(buildSchema(before, { assumeValid: true }), buildSchema(after, { assumeValid: true }));
  const level = LEVELS.find((one) => changes.some(({ criticality }) => criticality.level === one)) ?? "NONE";
  console.log(JSON.stringify({ level, said: changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => message) }));
}
