// A screen of the hall says everything at once: nobody scrolls it. What does not fit is made smaller,
// step by step, down to half; a narrow window, which somebody holds and scrolls, is left as it is.
(() => {
  const least = 50;
  const step = 5;
  const wide = window.matchMedia("(min-width: 64rem)");
  const fit = () => {
    const room = document.getElementById("room");
    if (!room) return;
    room.style.removeProperty("--fit");
    if (!wide.matches) return;
    for (let size = 100 - step; size >= least; size -= step) {
      if (document.documentElement.scrollHeight <= window.innerHeight) return;
      room.style.setProperty("--fit", size / 100);
    }
  };
  document.addEventListener("DOMContentLoaded", fit);
  document.addEventListener("htmx:afterSettle", fit);
  window.addEventListener("resize", fit);
  document.fonts.ready.then(fit);
})();
