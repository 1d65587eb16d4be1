// Compiles the operations of src/ with the compiler of Relay, and prints what it made, persisted documents among it.
// Usage: node relay.mjs schema.graphql
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

mkdirSync("made", { recursive: true });
writeFileSync("persisted.json", "{}");
const config = {
  src: "./src",
  schema: process.argv[2],
  language: "javascript",
  artifactDirectory: "./made",
  persistConfig: { file: "./persisted.json", algorithm: "MD5" },
};
writeFileSync("relay.config.json", JSON.stringify(config));
execFileSync("node", ["node_modules/relay-compiler/cli.js", "relay.config.json"], { stdio: ["ignore", 2, 2] });
const persisted = JSON.parse(readFileSync("persisted.json", "utf8"));
console.log(JSON.stringify({ made: readdirSync("made").sort(), persisted }));
