/* The boxes of a translation run as its language does, also before the choice is saved. */
"use strict";

(() => {
  const choice = document.querySelector("select[data-right-to-left]");
  if (!choice) return;
  const rightToLeft = choice.dataset.rightToLeft.split(" ");

  choice.addEventListener("change", () => {
    for (const box of document.querySelectorAll("textarea[data-translation]")) {
      box.lang = choice.value;
      box.dir = rightToLeft.includes(choice.value) ? "rtl" : "ltr";
    }
  });
})();
