// graphql-codegen makes typed documents of clients/operations and their persisted documents, and tsc compiles a program
// that asks with them through casebook-client. Usage: node codegen.mjs SCHEMA OPERATIONS CLIENT; prints the documents.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { generate } from "@graphql-codegen/cli";

const [, , schema, documents, client] = process.argv;
await generate(
  {
    schema,
    documents: `${documents}/*.graphql`,
    silent: true,
    generates: {
      "made/": {
        preset: "client",
        presetConfig: { persistedDocuments: { hashAlgorithm: "sha256" }, fragmentMasking: false },
        config: { documentMode: "string", enumsAsTypes: true, useTypeImports: true },
      },
    },
  },
  true,
);
writeFileSync(
  "use.ts",
  `import { Casebook, fixedToken } from "casebook-client";
import { CasesDocument, CaseChangedDocument } from "./made/graphql.js";

const register = new Casebook("https://casebook.example", fixedToken("…"));
for await (const row of register.pages(CasesDocument, { first: 2 })) { const claim: string | null | undefined = row.claim; console.log(claim); }
for await (const { caseChanged } of register.follow(CaseChangedDocument, {})) console.log(caseChanged.case.code);
// @ts-expect-error: first is asked for
await register.ask(CasesDocument, {});
`,
);
const compilerOptions = {
  strict: true,
  noEmit: true,
  target: "ES2022",
  module: "ESNext",
  moduleResolution: "Bundler",
  lib: ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
  types: [],
  skipLibCheck: true,
  paths: { "casebook-client": [`${client}/index.d.ts`] },
};
writeFileSync("tsconfig.json", JSON.stringify({ compilerOptions, files: ["use.ts"] }));
execFileSync("node", ["node_modules/typescript/bin/tsc", "-p", "."], { stdio: ["ignore", 2, 2] });
console.log(readFileSync("made/persisted-documents.json", "utf8").replace(/\n/g, ""));
