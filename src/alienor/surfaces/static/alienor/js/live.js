// On paper nothing stays folded.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("main details")) folded.open = true;
});

// Hears that something changed and asks htmx to fetch it again. A form that somebody is filling, or
// what they have unfolded, is never replaced: the news waits until it is sent or folded.
(() => {
  const topics = document.body.dataset.live;
  if (!topics || !window.EventSource || !window.htmx) return;
  const dirty = (element) =>
    element.querySelector("details[open][data-touched]") ||
    [...element.querySelectorAll("input, textarea, select")].some(
      (field) => field === document.activeElement || field.dataset.touched,
    );
  document.addEventListener("input", (event) => {
    event.target.dataset.touched = "yes";
  });
  document.addEventListener("click", (event) => {
    const summary = event.target.closest("summary");
    if (summary) summary.parentElement.dataset.touched = "yes";
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (dirty(event.detail.target)) event.detail.shouldSwap = false;
    // What shows this very version is left alone: its movement goes on.
    const version = event.detail.target.dataset.version;
    if (version && event.detail.xhr.responseText.includes(`data-version="${version}"`)) {
      event.detail.shouldSwap = false;
    }
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const { target } = event.detail;
    const said = (document.getElementById(target.id) || target).dataset.announce;
    const region = document.getElementById("announcements");
    if (said && region) region.textContent = said;
  });
  const source = new EventSource(`/live/?topics=${encodeURIComponent(topics)}`);
  source.onmessage = () => window.htmx.trigger(document.body, "live");
})();
