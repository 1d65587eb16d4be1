// Looks at a schema with graphql-schema-linter, and prints the faults that it finds, a line each.
// Usage: node lint.mjs schema.graphql
import { execFileSync } from "node:child_process";

// The values of `Action` are the names of mutations, letter by letter.
const ignored = JSON.stringify({ "enum-values-all-caps": ["Action"] });
const options = ["--format", "json", "--ignore", ignored];
let report;
try {
  report = execFileSync("node", ["node_modules/.bin/graphql-schema-linter", process.argv[2], ...options]);
} catch (failed) {
  report = failed.stdout; // it ends with 1 where it found a fault
}
for (const { rule, message } of JSON.parse(report).errors) console.log(JSON.stringify({ rule, message }));
