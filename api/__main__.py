"""python -m api"""

import argparse
import sys

from api.server import serve
from api.settings import Settings
from ingest import failures

DESCRIPTION = """\
Serve the published library: POST a picture to /search and get the icons that look like it.

The page is at /, the API's documentation at /docs and /redoc. A newly published library is picked up within a second
or two; nothing needs a restart. Stop with Ctrl-C or SIGTERM: requests under way are answered first."""


def main(arguments: list[str] | None = None) -> int:
    """Run the service until it is told to stop; returns the exit status."""
    parser = argparse.ArgumentParser("python -m api", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    Settings.add_arguments(parser)
    settings = Settings.from_arguments(parser, arguments)
    return failures.run("api", lambda: serve(settings))


if __name__ == "__main__":
    sys.exit(main())
