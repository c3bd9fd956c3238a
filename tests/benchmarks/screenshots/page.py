"""What a page of the benchmark is put together from: slots for icons, words, pictures and a
theme.
"""

import base64
import io
import random
from dataclasses import dataclass, field

import numpy as np
from PIL import Image
from scipy import ndimage

NOUNS = [
    "Invoice",
    "Report",
    "Project",
    "Team",
    "Backup",
    "Order",
    "Customer",
    "Branch",
    "Release",
    "Budget",
    "Contract",
    "Campaign",
    "Ticket",
    "Server",
    "Dataset",
    "Meeting",
]
VERBS = [
    "Save",
    "Export",
    "Share",
    "Filter",
    "Archive",
    "Duplicate",
    "Rename",
    "Publish",
    "Assign",
    "Download",
    "Print",
    "Refresh",
    "Compare",
    "Preview",
    "Approve",
]
NAMES = [
    "Ada Lovelace",
    "Lin Wei",
    "Grace Hopper",
    "José Ruiz",
    "Mei Tanaka",
    "Olu Adeyemi",
    "Ivan Petrov",
    "Sara Lind",
]
SENTENCES = [
    "Changes are saved as you type and shared with the team.",
    "Last edited two hours ago by someone in your organisation.",
    "Only people with access can open the link below.",
    "Revenue rose 12.4% against the same week of last year.",
    "Send a summary to all members every Monday at 9:00.",
    "This cannot be undone; 3 items will be affected.",
]
FONTS = ["'Liberation Sans'", "'DejaVu Sans'", "'Liberation Sans Narrow'", "'Liberation Serif'"]


@dataclass(frozen=True)
class Theme:
    """The colours of a page: its ground, panels on it, text, fainter text, lines, and the accent
    with what is written on it.
    """

    ground: str
    panel: str
    text: str
    faint: str
    line: str
    accent: str
    on_accent: str = "#fff"


@dataclass
class Page:
    """One page in the making; `random` decides everything, so that a seed makes the same page
    again.

    `slots` names, for each place of an icon in the order of the page, which drawing it shows:
    places of one name show the same icon, as each row of a table has the same actions.
    """

    random: random.Random
    theme: Theme
    font: str = FONTS[0]
    slots: list[str] = field(default_factory=list)

    def icon(self, size: int, colour: str = "currentColor", same: str | None = None) -> str:
        """A place for an icon, filled in later."""
        number = len(self.slots)
        self.slots.append(same or f"place {number}")
        return (
            f'<span class="icon" data-slot="{number}" style="width:{size}px;height:{size}px;'
            f'color:{colour}">{{{{{number}}}}}</span>'
        )

    def words(self, least: int = 1, most: int = 2) -> str:
        """A label."""
        return " ".join(
            self.random.choice(VERBS if place == 0 else NOUNS)
            for place in range(self.random.randint(least, most))
        )

    def noun(self) -> str:
        return f"{self.random.choice(NOUNS)} {self.random.randint(2, 980)}"

    def name(self) -> str:
        return self.random.choice(NAMES)

    def sentence(self) -> str:
        return self.random.choice(SENTENCES)

    def some(self, *choices: str) -> str:
        return self.random.choice(choices)

    def number(self, least: int, most: int) -> int:
        return self.random.randint(least, most)

    def picture(self, width: int, height: int, radius: int = 4) -> str:
        """Something like a photograph: clouds of colour, a few shapes with edges, noise."""
        dice = np.random.default_rng(self.random.randrange(2**32))
        clouds = ndimage.gaussian_filter(
            dice.normal(size=(height, width, 3)), (height / 7, width / 7, 0)
        )
        clouds = (clouds - clouds.min()) / np.ptp(clouds)
        rows, columns = np.mgrid[:height, :width]
        for _ in range(dice.integers(2, 6)):
            x, y, radii = (
                dice.uniform(0, width),
                dice.uniform(0, height),
                dice.uniform(0.1, 0.4, 2) * (width, height),
            )
            shape = ((columns - x) / radii[0]) ** 2 + ((rows - y) / radii[1]) ** 2 < 1
            clouds[shape] = 0.35 * clouds[shape] + 0.65 * dice.uniform(0, 1, 3)
        pixels = np.clip(255 * clouds + dice.normal(0, 5, clouds.shape), 0, 255).astype(np.uint8)
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "JPEG", quality=80)
        data = base64.b64encode(buffer.getvalue()).decode()
        return (
            f'<img alt="" width="{width}" height="{height}" style="border-radius:{radius}px" '
            f'src="data:image/jpeg;base64,{data}">'
        )

    def avatar(self, size: int) -> str:
        """A person's round picture, or their initials."""
        if self.random.random() < 0.5:
            return self.picture(size, size, size)
        initials = "".join(word[0] for word in self.name().split())
        colour = self.some("#7c5cd6", "#c2571a", "#2d7d46", "#b83280")
        return (
            f'<span style="display:inline-flex;width:{size}px;height:{size}px;border-radius:50%;'
            f"background:{colour};color:#fff;"
            f'align-items:center;justify-content:center;font-size:{round(size * 0.4)}px">'
            f"{initials}</span>"
        )

    def document(self, style: str, body: str) -> str:
        """The whole page; each slot is still `{{number}}`."""
        theme = self.theme
        return (
            "<!doctype html><meta charset=utf-8><style>*{box-sizing:border-box}body{margin:0;"
            "min-height:100vh;"
            f"background:{theme.ground};color:{theme.text};font:14px {self.font},sans-serif}}"
            ".icon{display:inline-flex;flex:none;vertical-align:middle}.icon svg{width:100%;"
            "height:100%}"
            f"button{{font:inherit;color:inherit;background:none;border:0}}{style}</style>{body}"
        )
