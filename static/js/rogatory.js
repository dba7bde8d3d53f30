/* Small comforts. Every page works without this file. */
"use strict";

(() => {
  const typing = (target) =>
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

  // "/" goes to the search field from anywhere but a field.
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      const search = document.querySelector("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
    if (event.key === "Escape") closeMenus(null);
  });

  // An open menu closes when one goes elsewhere.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu.contains(except)) continue;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeMenus(event.target));

  // Unsaved words are not lost by a slip: forms with data-guard ask before one leaves.
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form[data-guard]");
    if (form) changed.add(form);
  });
  document.addEventListener("saved", (event) => changed.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });

  const free = (form) => {
    delete form.dataset.sending;
    form.removeAttribute("aria-busy");
  };

  // One press sends once; the server would refuse the second anyway, this spares the question.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    changed.delete(form);
    form.dataset.sending = "yes";
    form.setAttribute("aria-busy", "true");
    // A form whose answer is a file leaves the page where it is: give it back after a while.
    window.setTimeout(free, 8000, form);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sending]")) free(form);
  });

  // The language list acts at once; its button is for those without script.
  for (const select of document.querySelectorAll("[data-submits]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  // A page that came back with errors starts at the list of them.
  const errors = document.querySelector("[data-errors]");
  if (errors) errors.focus();
})();
