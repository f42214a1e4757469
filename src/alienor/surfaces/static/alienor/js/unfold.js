// A link to a part that is folded unfolds it, also when it was followed before.
(() => {
  const unfold = (hash) => {
    const part = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
    const folded = part?.closest("details");
    if (!folded) return;
    folded.open = true;
    part.scrollIntoView();
  };
  addEventListener("hashchange", () => unfold(location.hash));
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) unfold(link.getAttribute("href"));
  });
  unfold(location.hash);
})();
