// Compiles the operations of src/ with the compiler of Relay, and prints how many it made of each.
// Usage: node relay.mjs schema.graphql
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";

mkdirSync("made", { recursive: true });
const config = { src: "./src", schema: process.argv[2], language: "javascript", artifactDirectory: "./made" };
writeFileSync("relay.config.json", JSON.stringify(config));
execFileSync("node", ["node_modules/relay-compiler/cli.js", "relay.config.json"], { stdio: ["ignore", 2, 2] });
console.log(JSON.stringify({ made: readdirSync("made").sort() }));
