// Says in the page that a passkey could not be used; the button is of no use without passkeys.
(() => {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const said = document.querySelector("[data-passkey-failed]");
    if (said) said.hidden = false;
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (window.PublicKeyCredential) return;
    for (const button of document.querySelectorAll("[id^=passkey_]")) button.disabled = true;
  });
})();
