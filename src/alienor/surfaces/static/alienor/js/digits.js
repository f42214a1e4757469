// Whoever has a keyboard types the digit that was read, and Enter.
addEventListener("keydown", (event) => {
  if (!/^[0-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("textarea, input:not([type=radio])")) return;
  const key = document.querySelector(`.digits input[value="${event.key}"]`);
  if (!key) return;
  key.focus();
  key.click();
});
