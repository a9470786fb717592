"use strict";
// Everything works without this script; it spares the trip. Links and forms that lead to another view of the same page
// fetch that view and swap the content. The browser parses the answer itself (responseType "document"): no markup is
// ever made of text here, which Trusted Types would refuse.
{
  const root = document.documentElement;
  let asked = null;
  const main = () => document.getElementById("main");
  const say = (text) => { document.getElementById("said").textContent = text; };
  const samePage = (url) => url.origin === location.origin && url.pathname === location.pathname;

  function swap(address, { push = true, scroll = null } = {}) {
    if (asked) asked.abort();
    const request = asked = new XMLHttpRequest();
    const within = main().contains(document.activeElement);
    const focused = within ? document.activeElement.id : "";
    request.open("GET", address);
    request.responseType = "document";
    request.setRequestHeader("X-Backlit-Fragment", "1");
    request.setRequestHeader("Accept", "text/html");
    main().classList.add("busy");
    const ticked = new Set([...document.querySelectorAll(".pick :checked")].map((box) => box.value));
    request.onload = () => {
      const found = request.response && request.response.getElementById("main");
      if (!found || new URL(request.responseURL).pathname !== location.pathname) return location.assign(request.responseURL || address);
      asked = null;
      if (push) {
        history.replaceState({ scroll: scrollY }, "");
        history.pushState({}, "", request.responseURL);
      }
      document.title = request.response.title;
      main().classList.remove("busy");
      main().replaceChildren(...found.childNodes);
      for (const box of main().querySelectorAll(".pick input[name=only]")) box.checked = ticked.has(box.value);
      const now = new URL(location).searchParams;
      const turned = now.get("row") !== before.get("row");
      // To the pane that has opened; from one that has closed to its row; else to where the focus was.
      const next = turned && document.getElementById(now.has("row") ? "pane" : `r-${before.get("row")}`)
        || focused && document.getElementById(focused) || within && main();
      if (next) {
        if (next.matches("tr")) next.tabIndex = -1;
        next.focus({ preventScroll: true });
      }
      if (scroll !== null) scrollTo(0, scroll);
      else if (push && now.get("after") !== before.get("after")) scrollTo(0, 0);
      before = now;
      shown = whole(location.href);
      const total = document.querySelector(".total");
      const wrong = document.querySelector("p.wrong");
      say(wrong ? wrong.textContent : total ? total.textContent.trim() : document.title);
      document.dispatchEvent(new Event("backlit:swapped"));
    };
    request.onerror = () => location.assign(address);
    request.send();
  }
  const whole = (address) => address.split("#")[0];
  let before = new URL(location).searchParams;
  let shown = whole(location.href);

  const written = (form) => {
    const url = new URL(form.getAttribute("action"), location);
    url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    return url;
  };
  addEventListener("click", (event) => {
    const link = event.target.closest("main a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute("download") || !samePage(link) || link.hash) return;
    event.preventDefault();
    swap(link.href);
  });
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "post" || event.defaultPrevented || !form.closest("main")) return;
    const url = written(form);
    if (!samePage(url) || (event.submitter && event.submitter.hasAttribute("formaction"))) return;
    event.preventDefault();
    swap(url.href);
  });
  history.scrollRestoration = "manual";
  addEventListener("popstate", (event) => whole(location.href) !== shown && swap(location.href, { push: false, scroll: event.state && event.state.scroll || 0 }));
  addEventListener("pagehide", () => history.replaceState({ ...history.state, scroll: scrollY }, ""));
  if (history.state && history.state.scroll) scrollTo(0, history.state.scroll);

  // Theme: the cookie that the server reads, without the trip.
  addEventListener("submit", (event) => {
    if (!event.target.matches(".theme") || !event.submitter) return;
    event.preventDefault();
    const chosen = event.submitter.value;
    document.cookie = `backlit_theme=${chosen};path=/;max-age=31536000;samesite=strict${location.protocol === "https:" ? ";secure" : ""}`;
    if (chosen === "system") delete root.dataset.theme;
    else root.dataset.theme = chosen;
    for (const button of event.target.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === event.submitter));
    say(`${chosen} theme`);
  }, true);

  // Keys
  const help = () => {
    const open = document.querySelector("dialog");
    if (open) return open.close();
    const request = new XMLHttpRequest();
    request.open("GET", "/help");
    request.responseType = "document";
    request.setRequestHeader("X-Backlit-Fragment", "1");
    request.onload = () => {
      const dialog = document.createElement("dialog");
      dialog.setAttribute("aria-label", "Help");
      const close = document.createElement("form");
      close.method = "dialog";
      const button = document.createElement("button");
      button.className = "button";
      button.textContent = "Close";
      close.append(button);
      dialog.append(close, ...request.response.getElementById("main").childNodes);
      dialog.addEventListener("close", () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    };
    request.send();
  };
  const typing = (element) => element.closest && element.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
  let going = 0;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape") {
      const open = document.querySelector("main details.pop[open]");
      if (typing(event.target) && !open) return event.target.blur();
      if (open) { open.open = false; return open.querySelector("summary").focus(); }
      const close = document.getElementById("close");
      return close && close.click();
    }
    if (typing(event.target) || document.querySelector("dialog[open]") && event.key !== "?") return;
    if (Date.now() - going < 1500) {
      going = 0;
      const link = document.querySelector(`[data-g="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (event.key === "g") going = Date.now();
    else if (event.key === "?") help();
    else if (event.key === "/") focusOn("target");
    else if (event.key === "f") focusOn("value");
    else return;
    event.preventDefault();
  });
  const focusOn = (id) => {
    const field = document.getElementById(id);
    if (field) { field.focus(); field.select(); }
  };
  addEventListener("click", (event) => {
    if (event.target.closest("#help") && !event.ctrlKey && !event.metaKey) { event.preventDefault(); help(); }
    for (const open of document.querySelectorAll("details.pop[open]")) if (!open.contains(event.target)) open.open = false;
  });
}
