"""The figures that tests of reliability print, and the table of them in docs/reliability.md."""

import re
from datetime import date
from pathlib import Path

ROW = re.compile(r"\| (?P<what>.+?) \| (?P<seen>.+?) \| (?P<when>\S+) \|")
HEAD = "| what was done | what was seen | on |\n|---|---|---|\n"


class Figures:
    """What was done, and what was seen of it; in the order in which it was noted."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}

    def note(self, what: str, seen: str) -> None:
        """Say what one test did, in words that stay the same from run to run, and what it saw,
        figures and all.
        """
        self.seen[what] = seen

    def write(self, document: Path) -> None:
        """Put the figures into the table of a Markdown file.

        Those of tests that did not run stay as they are.
        """
        text = document.read_text()
        start, end = text.index(HEAD) + len(HEAD), text.rindex("|\n") + 2
        rows = {row["what"]: (row["seen"], row["when"]) for row in ROW.finditer(text[start:end])}
        rows |= {what: (seen, date.today().isoformat()) for what, seen in self.seen.items()}
        table = "".join(f"| {what} | {seen} | {when} |\n" for what, (seen, when) in rows.items())
        document.write_text(text[:start] + table + text[max(start, end) :])
