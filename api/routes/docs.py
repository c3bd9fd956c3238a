"""/docs and /redoc with the assets of fastapi-offline, so that they work without internet."""

from functools import cache
from importlib.resources import files

from fastapi import FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

ASSETS = files("fastapi_offline") / "static"
# Both tools start from a script in the page and write styles into it; neither may reach another
# host.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src data:; connect-src 'self'; worker-src blob:; "
    "base-uri 'none'; frame-ancestors 'none'"
)
REDOC_LOGO = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
NO_LOGO = b"data:image/gif;base64,R0lGODlhAQABAAAAACw="


def install(app: FastAPI, icon: str) -> None:
    """Add /docs and /redoc to an app that was made with docs_url and redoc_url None.

    `icon` is the address of the pages' icon, relative to /.
    """
    app.mount("/docs/assets", StaticFiles(directory=str(ASSETS)))
    title = f"{app.title}: API"

    @app.get("/docs", include_in_schema=False)
    def swagger() -> HTMLResponse:
        return _with_policy(_swagger_page(title, icon))

    @app.get("/redoc", include_in_schema=False)
    def redoc() -> HTMLResponse:
        page = get_redoc_html(
            openapi_url="openapi.json",
            title=title,
            redoc_js_url="redoc/redoc.js",
            redoc_favicon_url=icon,
            with_google_fonts=False,
        )
        return _with_policy(page)

    @app.get("/redoc/redoc.js", include_in_schema=False)
    def redoc_script() -> Response:
        return Response(_redoc_script(), media_type="text/javascript")


@cache
def _redoc_script() -> bytes:
    """ReDoc without its logo, which it would fetch from another host."""
    return (ASSETS / "redoc.standalone.js").read_bytes().replace(REDOC_LOGO, NO_LOGO)


def _swagger_page(title: str, icon: str) -> HTMLResponse:
    """Swagger's page, with the language, the main element and the contrast that it lacks."""
    page = get_swagger_ui_html(
        openapi_url="openapi.json",
        title=title,
        swagger_js_url="docs/assets/swagger-ui-bundle.js",
        swagger_css_url="docs/assets/swagger-ui.css",
        swagger_favicon_url=icon,
        # Swagger would send every document that is not on localhost to validator.swagger.io.
        # Deep links would be buttons within the buttons that open an operation.
        swagger_ui_parameters={"validatorUrl": None, "deepLinking": False},
    )
    html = bytes(page.body).decode()
    html = html.replace("<html>", '<html lang="en">')
    html = html.replace('<div id="swagger-ui">\n    </div>', '<main id="swagger-ui"></main>')
    html = html.replace("</head>", '<link rel="stylesheet" href="static/docs.css">\n    </head>')
    return HTMLResponse(html)


def _with_policy(page: HTMLResponse) -> HTMLResponse:
    page.headers["Content-Security-Policy"] = POLICY
    return page
