"""A small library of drawn icons, and a searcher that judges by the prior calibration."""

from collections.abc import Iterator

import pytest

from features.builder import rendered_icons
from features.builder.build import BuildOptions, build_generation
from features.search.calibration import CALIBRATION, Calibration
from features.search.calibration.certainty import prior_weights
from features.search.index.memory import Index
from features.search.searcher import Searcher
from features.store.generation import open_current
from ingest.common.data_folder import DataFolder
from ingest.icon import Icon
from tests.features.conftest import crawl, render
from tests.features.search.hypotheses.drawings import svg

LINE = 'fill="none" stroke="#000" stroke-width="2"'
HAND = (
    '<path fill="{}" d="M5 22V9a2 2 0 0 1 3 0V4a2 2 0 0 1 4 0V3a2 2 0 0 1 4 0v2a2 2 0 0 1 3 0v9'
    'l-4 8z"/>'
    '<path fill="{}" d="M8 13h7v2l-4 5H8z"/>'
)
# Fewer than the self-test needs, so that none is made.
BODIES = {
    "flag": '<path d="M5 2h3v20H5zM8 4h12v7H8z"/>',
    "bell": '<path d="M12 2a6 6 0 0 0-6 6v7l-3 3h18l-3-3V8a6 6 0 0 0-6-6zM9 20a3 3 0 0 0 6 0z"/>',
    "key": f'<circle cx="7" cy="8" r="4" {LINE}/>'
    f'<path d="M10 10l10 10M15 15l3-3M18 18l3-3" {LINE}/>',
    "house": f'<path d="M3 11 12 3l9 8v10H3z" {LINE}/><path d="M10 21v-6h4v6z"/>',
    "folder": f'<path d="M2 5h7l2 3h11v12H2z" {LINE}/>',
    "star": '<path d="M12 2l3 7 7 1-5 5 1 7-6-4-6 4 1-7-5-5 7-1z"/>',
    "close": f'<path d="M5 5l14 14M19 5 5 19" {LINE}/>',
    "chevron": f'<path d="M6 9l6 6 6-6" {LINE}/>',
    "right": f'<path d="M3 12h17M14 6l6 6-6 6" {LINE}/>',
    "left": f'<path d="M21 12H4M10 6l-6 6 6 6" {LINE}/>',
    "cup": f'<path d="M4 5h13v9a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5zM17 7h4v5h-4" {LINE}/>',
    "disc": '<circle cx="12" cy="12" r="9"/>',
    "warning": '<path d="M10 3h4v11h-4z"/><circle cx="12" cy="19" r="2.5"/>',
    "lock": f'<path d="M8 11V7a4 4 0 0 1 8 0v4" {LINE}/><path d="M5 11h14v10H5z"/>',
    "tree": '<path fill="#2b8a3e" d="M12 2l8 12H4z"/><path fill="#a0522d" d="M10 14h4v8h-4z"/>'
    '<path fill="#fab005" d="M4 19h5v3H4z"/>',
    "light hand": HAND.format("#f7dece", "#e0aa94"),
    "medium hand": HAND.format("#d5ab88", "#b78b60"),
    "dark hand": HAND.format("#7c533e", "#583529"),
}


@pytest.fixture(scope="package")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = DataFolder(tmp_path_factory.mktemp("hypotheses"))
    icons = [Icon(name, name, svg(body)) for name, body in BODIES.items()]
    crawl(folder, icons)
    render(folder, icons)
    options = BuildOptions(jobs=1, keep=1)
    build_generation(folder, rendered_icons.read(folder), ["glyphnet"], options)
    generation = open_current(folder)
    weights = prior_weights("glyphnet")
    assert weights is not None
    calibration = Calibration(
        first=weights,
        rest=(-4.0, *7 * (0.0,)),
        found_from=CALIBRATION.found_posterior,
        absent_below=CALIBRATION.absent_posterior,
        found_within=2.0,
        false_accept=0.0,
        found=1.0,
        limits={},
    )
    embedder = generation.embedder("glyphnet", 1)
    index = Index.open(generation, "glyphnet")
    yield Searcher(embedder, index, generation.catalogue.cutouts, calibration)
    generation.close()
