// What a page takes along that asks for one list: bundled by esbuild. Usage: node bundle.mjs BUILT; prints the bundle.
import { build } from "esbuild";

const [, , built] = process.argv;
const contents = `
import { Casebook, fixedToken } from "${built}/index.js";
import { Cases } from "${built}/operations.js";
new Casebook("https://casebook.example", fixedToken("…")).ask(Cases, { first: 2 }).then(console.log);
`;
const options = { bundle: true, minify: true, write: false, format: "esm", target: "es2022" };
const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: "." } });
console.log(JSON.stringify({ text: outputFiles[0].text }));
