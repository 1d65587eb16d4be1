// Uploads a file with tus-js-client over a line that is cut. Usage: node tus.mjs ADDRESS TOKEN CASE FILE; prints the
// reference that the register gave at the end, and how often the client tried again.
import { readFileSync } from "node:fs";
import * as tus from "tus-js-client";

const [, , address, token, id, path] = process.argv;
let tries = 0;
await new Promise((resolve, reject) => {
  const upload = new tus.Upload(readFileSync(path), {
    endpoint: `${address}/uploads`,
    headers: { Authorization: `Bearer ${token}` },
    metadata: { case: id, filetype: "image/png" },
    chunkSize: 1024 * 1024,
    retryDelays: Array(100).fill(0),
    onShouldRetry: () => (tries += 1) > 0,
    onError: reject,
    onSuccess: ({ lastResponse }) => {
      console.log(JSON.stringify({ reference: lastResponse.getHeader("Casebook-Upload"), tries }));
      resolve();
    },
  });
  upload.start();
});
