// Served at /embed.js, the address that other sites load:
// <script type="module" src="https://icons.example.com/embed.js"></script>

// @ts-expect-error: tsc resolves the path from this folder, a browser from /embed.js
import "./static/widget.js";
