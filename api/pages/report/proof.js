// Finds the proof that a form asks for and puts it into the form; until then the button waits, and the form says why.
// SHA-256 (FIPS 180-4) is written out here: the browser's own answers through a promise, which takes many times longer.
"use strict";

const CHUNK_MS = 50; // so long it works before the page may answer a finger
const ROUNDS = new Uint32Array(64);
const START = new Uint32Array(8);

function constants() {
  const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0;
  for (let number = 2, found = 0; found < 64; number++) {
    let prime = true;
    for (let by = 2; by * by <= number; by++) if (number % by === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(number));
    ROUNDS[found++] = fraction(Math.cbrt(number));
  }
}

const words = new Int32Array(64);

function firstWord(block) {
  for (let i = 0; i < 16; i++) words[i] = block.getInt32(i * 4);
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15], y = words[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }
  let a = START[0] | 0, b = START[1] | 0, c = START[2] | 0, d = START[3] | 0;
  let e = START[4] | 0, f = START[5] | 0, g = START[6] | 0, h = START[7] | 0;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  return (START[0] + a) >>> 0;
}

// One block of 64 bytes: at most 55 of them are text, and a proof has at most 32 zero bits.
function solvedBy(block, text, bits) {
  const bytes = new Uint8Array(block.buffer).fill(0);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  bytes[text.length] = 0x80;
  block.setUint32(60, text.length * 8);
  return bits === 0 || firstWord(block) >>> (32 - bits) === 0;
}

async function found(puzzle, bits) {
  constants();
  const block = new DataView(new ArrayBuffer(64));
  for (let number = 0, until = performance.now() + CHUNK_MS; ; number++) {
    if (solvedBy(block, `${puzzle}:${number}`, bits)) return `${puzzle}:${number}`;
    if (number % 256 === 0 && performance.now() > until) {
      await new Promise((next) => setTimeout(next));
      until = performance.now() + CHUNK_MS;
    }
  }
}

const form = globalThis.document?.querySelector("form[data-puzzle]");
if (form) {
  const button = form.querySelector("button[type=submit]");
  const status = form.querySelector("[role=status]");
  button.disabled = true;
  status.textContent = status.dataset.working;
  found(form.dataset.puzzle, Number(form.dataset.bits))
    .then((proof) => {
      form.elements.proof.value = proof;
      status.textContent = status.dataset.done;
    })
    .catch(() => {
      status.textContent = ""; // it is sent without a proof, by its turn
    })
    .finally(() => {
      button.disabled = false;
    });
}
