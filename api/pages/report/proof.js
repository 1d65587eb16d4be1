// Finds the proof that a form asks for and puts it into the form; until then the button waits, and the form says why.
"use strict";

async function found(puzzle, bits) {
  const text = new TextEncoder();
  for (let number = 0; ; number++) {
    const hash = await crypto.subtle.digest("SHA-256", text.encode(`${puzzle}:${number}`));
    if (bits === 0 || new DataView(hash).getUint32(0) >>> (32 - bits) === 0) return String(number);
  }
}

const form = document.querySelector("form[data-puzzle]");
if (form && window.isSecureContext) {
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
      status.textContent = ""; // it is sent without a proof, and the next page says when to come again
    })
    .finally(() => {
      button.disabled = false;
    });
}
