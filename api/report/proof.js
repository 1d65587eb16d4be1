// Finds the proof that a form asks for and puts it into the form; until then the button waits.
"use strict";

async function found(puzzle, bits) {
  const text = new TextEncoder();
  for (let number = 0; ; number++) {
    const hash = await crypto.subtle.digest("SHA-256", text.encode(`${puzzle}:${number}`));
    if (new DataView(hash).getUint32(0) >>> (32 - bits) === 0) return String(number);
  }
}

const form = document.querySelector("form[data-puzzle]");
if (form && window.isSecureContext) {
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  found(form.dataset.puzzle, Number(form.dataset.bits)).then((proof) => {
    form.elements.proof.value = proof;
    button.disabled = false;
  });
}
