import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../../schema/schema.graphql",
  documents: "../operations/*.graphql",
  generates: {
    "src/generated.ts": {
      plugins: ["typescript", "typescript-operations", "typed-document-node"],
      config: {
        enumsAsTypes: true,
        strictScalars: true,
        useTypeImports: true,
        scalars: { DateTime: "string", Date: "string", UUID: "string" },
      },
    },
  },
};

export default config;
