"""/docs and /redoc from the assets that fastapi-offline ships, so that they work without internet."""

from functools import cache
from importlib.resources import files

from fastapi import FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

ASSETS = files("fastapi_offline") / "static"
# Both tools start from a script in the page and write styles into it; neither may reach another host.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src data:; connect-src 'self'; worker-src blob:; base-uri 'none'; frame-ancestors 'none'"
)
REDOC_LOGO = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
NO_LOGO = b"data:image/gif;base64,R0lGODlhAQABAAAAACw="


def install(app: FastAPI, icon: str) -> None:
    """Add /docs and /redoc; `icon` is the address of the pages' icon, from there. The app is made with docs_url and redoc_url None."""
    app.mount("/docs/assets", StaticFiles(directory=str(ASSETS)))

    @app.get("/docs", include_in_schema=False)
    def swagger() -> HTMLResponse:
        page = _for_everyone(
            get_swagger_ui_html(
                openapi_url="openapi.json",
                title=f"{app.title}: API",
                swagger_js_url="docs/assets/swagger-ui-bundle.js",
                swagger_css_url="docs/assets/swagger-ui.css",
                swagger_favicon_url=icon,
                # Swagger would ask validator.swagger.io about every document that is not on localhost.
                # Links within the buttons that open an operation would be buttons within buttons.
                swagger_ui_parameters={"validatorUrl": None, "deepLinking": False},
            )
        )
        return _with_policy(page)

    @app.get("/redoc", include_in_schema=False)
    def redoc() -> HTMLResponse:
        return _with_policy(
            get_redoc_html(
                openapi_url="openapi.json",
                title=f"{app.title}: API",
                redoc_js_url="redoc/redoc.js",
                redoc_favicon_url=icon,
                with_google_fonts=False,
            )
        )

    @app.get("/redoc/redoc.js", include_in_schema=False)
    def redoc_script() -> Response:
        return Response(_redoc_script(), media_type="text/javascript")


@cache
def _redoc_script() -> bytes:
    """ReDoc without its logo, which it would fetch from another host."""
    return (ASSETS / "redoc.standalone.js").read_bytes().replace(REDOC_LOGO, NO_LOGO)


def _for_everyone(page: HTMLResponse) -> HTMLResponse:
    """Swagger's page with a language, a main part and colours of enough contrast, which it lacks."""
    html = bytes(page.body).decode()
    html = html.replace("<html>", '<html lang="en">').replace(
        '<div id="swagger-ui">\n    </div>', '<main id="swagger-ui"></main>'
    )
    return HTMLResponse(
        html.replace("</head>", '<link rel="stylesheet" href="static/docs.css">\n    </head>')
    )


def _with_policy(page: HTMLResponse) -> HTMLResponse:
    page.headers["Content-Security-Policy"] = POLICY
    return page
