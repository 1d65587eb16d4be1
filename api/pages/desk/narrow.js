// Asks for the choices that a value leaves as soon as it is chosen: what the button "show choices" does, without leaving the page.
const form = document.querySelector("form.act");
const button = form?.querySelector('button[value="choices"]');

async function narrow() {
  const sent = new FormData(form, button);
  for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams([...sent]) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const shown of form.querySelectorAll(".field:not([data-narrows])")) {
    const fresh = page.getElementById(shown.id);
    if (fresh && fresh.querySelector("select, fieldset") && !shown.contains(document.activeElement)) shown.replaceWith(fresh);
  }
}

if (button) {
  button.hidden = true;
  form.addEventListener("change", (event) => { if (event.target.closest("[data-narrows]")) narrow().catch(() => { button.hidden = false; }); });
}
