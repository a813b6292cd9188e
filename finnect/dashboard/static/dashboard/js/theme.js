// Light or dark as chosen before; runs before the page is drawn, so it is no module.
(() => {
  const root = document.documentElement;
  const kept = localStorage.getItem("theme") ?? "";
  const show = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]"))
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    document.dispatchEvent(new Event("theme"));
  };
  show(kept);
  document.addEventListener("DOMContentLoaded", () => {
    show(kept);
    for (const button of document.querySelectorAll("[data-theme-choice]"))
      button.addEventListener("click", () => {
        localStorage.setItem("theme", button.dataset.themeChoice);
        show(button.dataset.themeChoice);
      });
    const menu = document.querySelector("details.account");
    document.addEventListener("click", (event) => {
      if (menu?.open && !menu.contains(event.target)) menu.open = false;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu?.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
  });
})();
