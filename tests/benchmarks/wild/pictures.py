"""The pictures of a library: every kind, painted and written with its truth."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ingest.common.console import progress
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.wild import drawings, truth
from tests.benchmarks.wild.pages import BATCH, Painter, Sheet, cropped
from tests.benchmarks.wild.scene import Kind, Margins, Scene
from tests.benchmarks.wild.stage import Stage
from tests.benchmarks.wild.truth import Looks, Truth

FURTHER = 4  # other icons that a scene may show


@dataclass(frozen=True)
class Sitting:
    """A scene before it is painted: which icon it shows, of which set, and its stage."""

    kind: Kind
    number: int
    stage: Stage
    scene: Scene
    shown: IconSet
    icon: str | None

    @property
    def ratio(self) -> float:
        return self.scene.ratio or self.stage.ratio


def make(
    library: IconSet,
    absent: Sequence[IconSet],
    kinds: Sequence[Kind],
    painters: Mapping[str, Painter],
    folder: Path,
    count: int,
    seed: int,
) -> None:
    """Write `KIND/*` and `KIND/truth.json`: so many pictures of the library's icons in each kind.

    To each kind that shows an icon come a third as many of the absent sets' icons. A kind for
    which the library has no icon, or whose browser is missing, is left out.
    """
    looks = Looks(library)
    for browser, painter in painters.items():
        fitting = [
            kind
            for kind in kinds
            if kind.browser == browser and kind.coloured in (None, library.coloured)
        ]
        sittings = [
            sitting
            for kind in fitting
            for sitting in _sittings(kind, library, absent, looks, count, seed)
        ]
        _paint(sittings, painter, looks, library, folder)


def _sittings(
    kind: Kind,
    library: IconSet,
    absent: Sequence[IconSet],
    looks: Looks,
    count: int,
    seed: int,
) -> Iterator[Sitting]:
    dice = random.Random(f"{seed}-{library.name}-{kind.name}")
    own = [(library, icon) for icon in _fitting(kind, library)]
    chosen = dice.sample(own, min(count, len(own)))
    if not chosen:
        return
    foreign = []
    if kind.shows_icon and absent:
        foreign = list(_foreign(kind, absent, looks, dice, -(-count // 3)))
    for number, (icons, icon) in enumerate([*chosen, *foreign]):
        further = _further(icons, icon, looks, library, dice)
        svg = icons.icons[icon].source_code
        stage = Stage(random.Random(dice.random()), svg, further, icons.coloured)
        scene = kind.paint(stage)
        colours = library.coloured
        if icons is not library and scene.drawn and looks.like(scene.drawn, colours):
            continue  # altered, it looks like one of the library's
        yield Sitting(kind, number, stage, scene, icons, icon if kind.shows_icon else None)


def _fitting(kind: Kind, icons: IconSet) -> list[str]:
    return [icon for icon in sorted(icons.icons) if kind.fits(icons.icons[icon].source_code)]


def _foreign(
    kind: Kind, absent: Sequence[IconSet], looks: Looks, dice: random.Random, count: int
) -> Iterator[tuple[IconSet, str]]:
    """So many icons of other sets that look like none of the library's."""
    pool = [(icons, icon) for icons in absent for icon in _fitting(kind, icons)]
    dice.shuffle(pool)
    for icons, icon in pool:
        if count == 0:
            return
        if not looks.known(icons, icon):
            count -= 1
            yield icons, icon


def _further(
    icons: IconSet, icon: str, looks: Looks, library: IconSet, dice: random.Random
) -> list[tuple[str, str]]:
    """Other icons of the set; of an absent set, only such as look like none of the library's.

    The icon itself where there is no other.
    """
    others = sorted(icons.icons)
    dice.shuffle(others)
    further: list[tuple[str, str]] = []
    for other in others:
        if len(further) == FURTHER:
            break
        if other != icon and (icons is library or not looks.known(icons, other)):
            further.append((other, icons.icons[other].source_code))
    return further or [(icon, icons.icons[icon].source_code)]


def _paint(
    sittings: Sequence[Sitting], painter: Painter, looks: Looks, library: IconSet, folder: Path
) -> None:
    """Paint the scenes, those of one device pixel ratio together, and write all files."""
    truths: dict[str, list[Truth]] = {sitting.kind.name: [] for sitting in sittings}
    for kind in truths:
        (folder / kind).mkdir(parents=True, exist_ok=True)
    with progress(f"pictures of {library.name}", len(sittings)) as advance:
        for some in _batches(sittings):
            cells = [(one.scene.html, one.scene.ground) for one in some]
            sheet = Sheet(cells, some[0].ratio, some[0].scene.transparent)
            painted = cropped(painter, sheet, [_margins(one) for one in some])
            for one, picture in zip(some, painted, strict=True):
                file = _save(one, picture, folder / one.kind.name)
                truths[one.kind.name].append(_truth(one, file, looks, library))
            advance(len(some))
    for kind, shown in truths.items():
        truth.write(folder / kind, sorted(shown, key=lambda one: one.file))


def _batches(sittings: Sequence[Sitting]) -> Iterator[list[Sitting]]:
    """What is painted on one page."""
    alike: dict[tuple[float, bool], list[Sitting]] = {}
    for sitting in sittings:
        key = (sitting.ratio, sitting.scene.transparent)
        alike.setdefault(key, []).append(sitting)
    for some in alike.values():
        for start in range(0, len(some), BATCH):
            yield some[start : start + BATCH]


def _margins(sitting: Sitting) -> Margins:
    """Left, top, right, bottom in CSS pixels."""
    if sitting.scene.margins:
        return sitting.scene.margins
    dice = sitting.stage.dice
    left, top, right, bottom = (dice.uniform(*sitting.scene.margin) for _ in range(4))
    return left, top, right, bottom


def _save(sitting: Sitting, picture: Image.Image, folder: Path) -> str:
    """Alter the pixels, write the file; its name."""
    scene = sitting.scene
    for alter in scene.after:
        picture = alter(picture, sitting.stage.dice)
    name = sitting.icon or "nothing"
    own = "" if sitting.shown is None else f"{sitting.shown.name}__"
    ending = "png" if scene.quality is None else "jpg"
    file = f"{sitting.number:03}-{own}{name}.{ending}"
    options = {} if scene.quality is None else {"quality": scene.quality}
    picture.save(folder / file, **options)
    return file


def _truth(sitting: Sitting, file: str, looks: Looks, library: IconSet) -> Truth:
    stage, scene, icon = sitting.stage, sitting.scene, sitting.icon
    size = (stage.css_px, sitting.ratio)
    if icon is None or sitting.shown is not library:
        shows = f"{sitting.shown.name}:{icon}" if icon else None
        return Truth(file, library.name, None, (), (), shows, *size)
    also = _also_right(sitting, looks, library)
    others = tuple(stage.others)
    turns = drawings.turns(stage.svg, scene.drawn) if scene.turned else ()
    alike = tuple(sorted(also - {icon, *others}))
    return Truth(file, library.name, icon, alike, others, None, *size, tuple(turns))


def _also_right(sitting: Sitting, looks: Looks, library: IconSet) -> set[str]:
    """The icons that look like one in the picture, or like the icon as it is altered there."""
    stage, scene = sitting.stage, sitting.scene
    also: set[str] = set()
    for one in (sitting.icon, *stage.others):
        also |= looks.same(one)
    if scene.drawn:
        also |= looks.like(scene.drawn, colours=library.coloured)
    if scene.colourless:
        also |= looks.like(stage.svg, colours=True)
    return also
