// What the website makes of a choice: here it shows the icon's name.
document.querySelector("icon-search").addEventListener("icon-chosen", ({ detail }) => {
  document.querySelector("#chosen").textContent = detail.icon.name;
});
