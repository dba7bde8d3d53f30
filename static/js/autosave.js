/* A step of a draft saves itself while one writes. The page works without this file. */
"use strict";

(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const line = form.querySelector("[data-save-state]");

  // How long to wait, in milliseconds: after a key, after leaving a field, at most, without a line.
  const AFTER_A_KEY = 3000;
  const AFTER_A_FIELD = 500;
  const AT_MOST = 20000;
  const AFTER_A_FAILURE = 10000;

  let waiting = false; // something was typed that is not on its way
  let since = 0;
  let timer = 0;
  let sending = null;
  let stopped = false; // only a press of the button goes on from here

  const say = (state, words) => {
    line.dataset.saveState = state;
    if (line.textContent !== words) line.textContent = words;
  };

  const plan = (pause) => {
    window.clearTimeout(timer);
    if (stopped) return;
    const longest = Math.max(0, since + AT_MOST - Date.now());
    timer = window.setTimeout(save, Math.min(pause, longest));
  };

  const note = () => {
    if (!waiting) since = Date.now();
    waiting = true;
  };

  // --- sending -------------------------------------------------------------------------------------

  const save = async ({ leaving = false } = {}) => {
    window.clearTimeout(timer);
    if (sending) await sending;
    if (!waiting || stopped || form.dataset.sending) return;
    waiting = false;
    sending = send(leaving).then(take).finally(() => { sending = null; });
    await sending;
  };

  const send = async (leaving) => {
    const post = (keepalive) =>
      fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "yes" },
        redirect: "manual",
        keepalive,
      });
    try {
      // What outlives its page must be small: a browser that finds it too large declines at once.
      const answer = await post(leaving).catch((problem) => (leaving ? post(false) : Promise.reject(problem)));
      const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      return isOurs ? await answer.json() : { state: "unclear", said: line.dataset.unclear };
    } catch {
      return { state: "offline", said: line.dataset.offline };
    }
  };

  // --- what the answer changes ----------------------------------------------------------------------

  const take = (answer) => {
    if (answer.version !== undefined) showVersion(answer.version);
    for (const [name, html] of Object.entries(answer.parts || {})) {
      latest.set(name, html);
      show(name);
    }
    if (answer.here) window.history.replaceState(window.history.state, "", answer.here);
    if (answer.said) say(answer.state, answer.said);
    if (answer.state === "saved") {
      if (!waiting) form.dispatchEvent(new Event("saved", { bubbles: true }));
    } else if (answer.state === "behind") {
      note();
      plan(0);
    } else if (answer.state === "offline") {
      note();
      plan(AFTER_A_FAILURE);
    } else if (answer.state === "overtaken" || answer.state === "refused") {
      stopped = true;
    }
  };

  // Every form of the step shows the same version: also the buttons that take a row out.
  const showVersion = (version) => {
    for (const field of document.querySelectorAll("main [name=seen_version]")) field.value = version;
  };

  const latest = new Map();
  const show = (name) => {
    const part = document.querySelector(`[data-part="${name}"]`);
    if (!part) return;
    // Nothing is pulled away under a finger or the focus; the word on a button may change.
    if (part.tagName !== "BUTTON" && part.matches(":hover, :focus-within")) {
      window.setTimeout(show, 700, name);
      return;
    }
    const fresh = document.createElement("template");
    fresh.innerHTML = latest.get(name);
    if (fresh.innerHTML !== part.innerHTML) part.replaceChildren(fresh.content);
  };

  // --- when ----------------------------------------------------------------------------------------

  form.addEventListener("input", () => {
    note();
    plan(AFTER_A_KEY);
  });
  form.addEventListener("change", () => {
    if (waiting) plan(AFTER_A_FIELD);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ leaving: true });
  });

  window.addEventListener("online", () => {
    if (waiting) plan(0);
  });

  // The button sends everything by itself.
  form.addEventListener("submit", () => {
    window.clearTimeout(timer);
    waiting = false;
  });

  // A link waits until the words are kept; if they cannot be, the browser asks before one leaves.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.defaultPrevented || event.button || !(waiting || sending)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || stopped) return;
    if (link.href.split("#")[0] === window.location.href.split("#")[0]) return;
    event.preventDefault();
    await Promise.race([save(), new Promise((done) => window.setTimeout(done, AFTER_A_KEY))]);
    window.location.assign(link.href);
  });
})();
