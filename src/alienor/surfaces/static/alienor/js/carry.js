// A link that carries what is nobody else's business to the next page: it waits in this tab for the
// page that reads it, and never stands in an address, which browsers remember and may share.
addEventListener("click", (event) => {
  const link = event.target.closest("a[data-carried]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  sessionStorage.setItem("alienor:carried", link.dataset.carried);
});
