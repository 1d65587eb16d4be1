// Looks at a schema with graphql-schema-linter, and prints the faults that it finds, a line each.
// Usage: node lint.mjs schema.graphql
import { execFileSync } from "node:child_process";

let report;
try {
  report = execFileSync("node", ["node_modules/.bin/graphql-schema-linter", process.argv[2], "--format", "json"]);
} catch (failed) {
  report = failed.stdout; // it ends with 1 where it found a fault
}
for (const { rule, message } of JSON.parse(report).errors) console.log(JSON.stringify({ rule, message }));
