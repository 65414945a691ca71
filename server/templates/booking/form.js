"use strict";
// Checks a field when it is left, by asking the server for the form as it stands: the rules and the words are its own.
addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("data");
  const send = form.querySelector(".act");
  // What moves under a finger is not pressed.
  let pressing = false;

  const say = (name, page) => {
    const [field, fresh] = [document, page].map((from) => from.getElementById(name));
    const [old, error] = [document, page].map((from) => from.getElementById(`${name}-error`));
    old?.remove();
    if (error) {
      const said = document.importNode(error, true);
      said.setAttribute("role", "alert");
      field.before(said);
    }
    field.parentNode.classList.toggle("wrong", Boolean(error));
    for (const of of ["aria-invalid", "aria-describedby"]) {
      if (fresh.hasAttribute(of)) field.setAttribute(of, fresh.getAttribute(of));
      else field.removeAttribute(of);
    }
    if (error) return;
    // The list of what is wrong shrinks with it.
    document.querySelector(`.wrongs a[href="#${name}"]`)?.parentNode.remove();
    if (document.querySelector(".wrongs") && !document.querySelector(".wrongs li")) {
      document.querySelector(".wrongs").remove();
      document.title = page.title;
    }
  };

  const check = async (...names) => {
    const typed = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.check, { method: "POST", body: typed });
    // Whatever else is the matter is told when the form is sent.
    if (answer.status !== 200 || pressing) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const name of names) {
      if (form.elements[name].value === typed.get(name) && page.getElementById(name)) say(name, page);
    }
  };

  form.addEventListener("change", ({ target }) => {
    if (pressing) return;
    // The number is right or wrong by the kind of document.
    const number = target.name === "kind" && form.elements.document.value ? ["document"] : [];
    check(target.name, ...number).catch(() => {});
  });
  send.addEventListener("pointerdown", () => (pressing = true));
  form.addEventListener("input", () => (pressing = false));
});
