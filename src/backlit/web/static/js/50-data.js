// Data: while something runs, its progress is asked for each second; when the index has changed, the rest of the page too.
{
  const EVERY = 1000;
  let due = 0;
  const jobs = () => document.getElementById("jobs");
  const say = (text) => { const said = document.getElementById("said"); if (said) said.textContent = text; };

  function ask(address, id) {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.setRequestHeader("X-Backlit-Fragment", "1");
    request.onload = () => {
      const stands = document.getElementById(id);
      const found = request.status === 200 && request.response && request.response.getElementById(id);
      if (!stands || !found) return wait();
      if (id === "jobs" && found.dataset.version !== stands.dataset.version && document.getElementById("holdings")) return ask(location.href, "holdings");
      swap(stands, found);
      wait();
    };
    request.onerror = wait;
    request.send();
  }

  function swap(stands, found) {
    const form = document.activeElement && document.activeElement.form;
    const action = form && stands.contains(form) ? form.getAttribute("action") : "";
    const going = (part) => part.querySelectorAll(".job[data-going]").length;
    const ended = going(stands) > going(found);
    stands.replaceWith(document.adoptNode(found));
    const kept = action && [...document.forms].find((each) => each.getAttribute("action") === action);
    if (kept) kept.querySelector("button").focus({ preventScroll: true });
    const last = document.querySelector(".job[data-ended]");
    if (ended && last) say(last.textContent.replace(/\s+/g, " ").trim());
  }

  function wait() {
    clearTimeout(due);
    if (!jobs() || jobs().dataset.going !== "yes") return;
    due = setTimeout(() => document.hidden ? wait() : jobs() && ask("/data/jobs", "jobs"), EVERY);
  }
  document.addEventListener("backlit:swapped", wait);
  wait();
}
