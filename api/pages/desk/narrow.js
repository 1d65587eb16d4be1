// Asks for the choices that a value leaves as soon as it is chosen: what the button "show choices" does, without leaving the page.
const form = document.querySelector("form.act");
const button = form?.querySelector('button[value="choices"]');
const choices = (shown) => [...shown.querySelectorAll("option, [type=radio], [type=checkbox]")];
let asked = 0;

async function narrow() {
  const number = ++asked;
  const sent = new FormData(form, button);
  for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams([...sent]) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (number !== asked) return; // a later value narrows further
  for (const shown of form.querySelectorAll(".field:not([data-narrows])")) {
    const fresh = page.getElementById(shown.id);
    if (fresh && fresh.querySelector("select, fieldset") && !shown.contains(document.activeElement)) replace(shown, fresh);
  }
}

function replace(shown, fresh) { // what was chosen meanwhile stays chosen
  const before = choices(shown), after = choices(fresh);
  if (before.map((one) => one.value).join("\n") === after.map((one) => one.value).join("\n")) return;
  for (const one of after) {
    const same = before.find((other) => other.value === one.value);
    if (same && "selected" in one) one.selected = same.selected;
    else if (same) one.checked = same.checked;
  }
  shown.replaceWith(fresh);
}

async function narrowed() {
  form.setAttribute("aria-busy", "true");
  await narrow().catch(() => { button.hidden = false; });
  form.removeAttribute("aria-busy");
}

if (button) {
  button.hidden = true;
  form.addEventListener("change", (event) => { if (event.target.closest("[data-narrows]")) narrowed(); });
}
