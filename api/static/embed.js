// Served at /embed.js, the one address that other sites need: <script type="module" src="https://icons.example.com/embed.js"></script>

import "./static/widget.js";
