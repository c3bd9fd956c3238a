// The website's use of a choice: it shows the icon's name.
document.querySelector("icon-search").addEventListener("icon-chosen", ({ detail }) => {
  document.querySelector("#chosen").textContent = detail.icon.name;
});
