"""SECURITY.md against the tree: the tests that it names are there, and so is what it links and
the flags it speaks of. Its numbers are those of the code.
"""

import re
from inspect import signature

import pytest
from aiohttp import ClientSession
from starlette.formparsers import MultiPartParser

from api import client, serving
from api.budget import SETTINGS as BUDGET
from api.decoding import confined
from api.decoding.formats import CONFINED, DIRECT
from api.decoding.sizes import SIZES
from api.http import connection, middleware, upload
from api.http.load import admission, watchdog
from api.mcp import mounted
from api.routes import conversion, drawings, feedback, screenshots
from api.schemas import parameters
from api.settings import Settings
from api.svg import cleaning, repetition, styles, values
from ingest import icon, limits
from ingest.common import untrusted
from ingest.graphql.drawings import fetching
from ingest.graphql.retry import RetryPolicy
from render.processes.confinement import WorkerLimits
from render.referee.chromium import SHEET
from render.svg.screen import DOCUMENT
from tests.reliability import test_adversary as adversary
from tests.reliability import test_hostile_sources as hostile_sources
from tests.reliability import test_large_pictures as large_pictures
from tests.test_house import ROOT

TEXT = (ROOT / "SECURITY.md").read_text()
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
WORDS = " ".join(TEXT.split())
OF_THE_PROXY = {"eavesdropping on the network", "a package with a known vulnerability"}


def test_it_names_many_tests():
    assert len(NAMED) > 25


@pytest.mark.parametrize(("file", "test"), NAMED, ids=[test for _, test in NAMED])
def test_each_test_that_it_names_is_there(file, test):
    assert re.search(rf"^def {test}\(", (ROOT / file).read_text(), re.M)


def test_each_limit_has_a_test_but_those_that_are_not_ours():
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| ([^|]*)\|$", TEXT, re.M)
    assert {
        what for what, proof in rows if "`tests/" not in proof and what not in ("threat", "---")
    } == OF_THE_PROXY


def test_each_flag_that_it_speaks_of_is_there():
    ours = {f"--{name.replace('_', '-')}" for name in Settings.__dataclass_fields__} | {
        "--max-shrink",
        "--max-answer",
        "--max-library",
        "--deadline",
        "--url",
        "--pictures",
    }
    assert set(re.findall(r"`(--[\w-]+)`", TEXT)) <= ours


def test_each_link_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


MB = 1_000_000
MILLION = 1_000_000


def million(pixels: int) -> str:
    assert pixels % MILLION == 0
    return str(pixels // MILLION)


def test_the_numbers_of_drawing_are_those_of_the_code():
    one = WorkerLimits()
    assert (
        f"{DOCUMENT.max_bytes >> 10} KB, {DOCUMENT.max_elements:,} elements, "
        f"{DOCUMENT.max_depth} levels and {DOCUMENT.max_attributes} attributes of an element"
    ) in WORDS
    assert (
        f"{one.seconds:g} s of processor time, {one.kill_after:g} s without an answer "
        f"and {one.memory >> 20} MB"
    ) in WORDS
    assert f"for {SHEET.patience:g} s a sheet" in WORDS
    late = BUDGET.late * Settings.max_processor_seconds
    query = drawings.LIMITS
    assert f"with {query.seconds:g} s of processor time, which counts" in WORDS
    assert f"A text has at most {query.most} icons" in WORDS
    assert f"drawn within {query.drawn_within * late:.3g} s of the search" in WORDS


def test_the_numbers_of_cleaning_are_those_of_the_code():
    rules = styles.LIMITS
    repeated = repetition.LIMITS
    assert (
        f"{values.LIMITS.functions} functions inside one another, {rules.selectors:,} selectors, "
        f"{rules.matches:,} tries of a selector at an element, {rules.declared:,} declarations, "
        f"{repeated.drawn:,} elements with repetitions, {repeated.depth} levels. "
        f"All styles together have {cleaning.MAX_STYLES >> 10} KB."
    ) in WORDS
    late = BUDGET.late * Settings.max_processor_seconds
    time = conversion.CLEANING
    assert (
        f"SVGs of an answer have {time.seconds:g} s of processor time, "
        f"and those of a search none after {time.share * late:g} s"
    ) in WORDS


def test_the_numbers_of_sources_are_those_of_the_code():
    source, one, json = limits.SourceLimits(), icon.LIMITS, untrusted.LIMITS
    assert f"An answer: {source.max_answer // MB} MB after decompression" in WORDS
    headers = signature(ClientSession).parameters["max_headers"].default
    assert (
        f"{headers} headers, {json.depth} levels, and {json.values:,} values, "
        f"or one for each {json.bytes_a_value} bytes where that is more"
    ) in WORDS
    assert (
        f"An icon: {one.text:,} characters of a field, {one.entries:,} tags, "
        f"{one.source_code:,} characters of a drawing."
    ) in WORDS
    assert f"The library: {source.max_library // MB} MB in memory" in WORDS
    drawing = fetching.SETTINGS
    assert f"followed to these hosts alone, {drawing.max_redirects} of them" in WORDS
    assert (
        f"A drawing has {drawing.max_bytes // MB} MB, "
        f"and {one.source_code:,} characters after decoding"
    ) in WORDS
    policy = RetryPolicy()
    attempts = {6: "six"}[1 + policy.retries]
    assert f"its `timeout` ({policy.timeout:g} s), and the crawl after {attempts} attempts" in WORDS


def test_the_numbers_of_pictures_are_those_of_the_code():
    first, second, third = map(million, SIZES.steps)
    most = million(Settings.max_pixels)
    assert f"`--max-pixels` ({most} million)" in WORDS
    assert f"`--max-pixels` above {most} million takes more" in WORDS
    assert f"progressive JPEG have {first} million. WebP, JPEG 2000 and animations" in WORDS
    assert f"animations have {second} million" in WORDS
    assert f"next lower of {most}, {first}, {second} and {third} million" in WORDS
    window = million(screenshots.MAX_PIXELS)
    assert f"A window has {window} million, and {screenshots.MAX_SIDE:,} on a side" in WORDS
    one = confined.LIMITS
    assert (
        f"It has {one.seconds:g} s of processor time, which counts for the search, "
        f"{one.kill_after:g} s without an answer, and {one.memory // MB} MB."
    ) in WORDS
    formats = {*DIRECT, *CONFINED} - {"DIB"}  # a bitmap without its file's header
    number = {10: "ten"}[len(formats)]
    assert f"{number} formats beside SVG, recognised by content" in WORDS


def test_the_numbers_of_requests_are_those_of_the_code():
    assert f"`--max-processor-seconds` ({Settings.max_processor_seconds})" in WORDS
    assert f"After {100 * BUDGET.late:g} % of it nothing more is begun" in WORDS
    times = {4: "four"}[watchdog.SETTINGS.overrun]
    patience = watchdog.SETTINGS.patience
    assert f"takes {times} times its budget, or whose event loop" in WORDS
    assert f"stands still for {patience:g} s" in WORDS
    assert f"`--max-memory` ({Settings.max_memory} MB" in WORDS
    field = signature(MultiPartParser).parameters["max_part_size"].default
    assert f"A form has {upload.MAX_FIELDS} fields of {field >> 20} MB" in WORDS
    assert (
        f"A JSON object has {upload.MAX_FIELDS} members, {upload.MAX_VALUES:,} values in all, "
        f"200 levels, and {parameters.MAX_VALUES} values a field. "
        f"A field's name has {upload.MAX_NAME} characters"
    ) in WORDS
    one = connection.LIMITS
    check = one.request_seconds
    assert (
        f"A head has {one.head_bytes >> 10} KiB, counted before it is parsed, "
        f"{one.headers} headers and {middleware.MAX_PARAMETERS} parameters. "
        f"It must be whole within {check} to {2 * check} s"
    ) in WORDS
    least = one.answer_seconds
    assert f"receive nothing for {least} to {least + check} s" in WORDS
    assert (
        f"`--max-requests` ({Settings.max_requests}), `--max-uploads` ({Settings.max_uploads}) "
        f"and `--max-work` ({Settings.max_work}; "
        f"a window counts as {admission.SETTINGS.window} searches)"
    ) in WORDS
    share = {0.75: "three quarters"}[admission.SETTINGS.client_share]
    assert f"A client has {share} of all places at most" in WORDS
    assert f"{client.MAX_ANSWER // MB} MB of an answer, unpacked" in WORDS
    message = mounted.LIMITS
    assert (
        f"A message has {message.size // MB} MB and {message.values:,} values at most, "
        f"and no text but a picture has more than {message.text:,} characters"
    ) in WORDS
    assert f"{feedback.MAX_BYTES >> 10} KB of a report" in WORDS
    assert f"an upload's size ({Settings.max_bytes // MB} MB)" in WORDS
    again = serving.REREADING
    assert f"verified every {again.interval / 60:g} minutes" in WORDS
    assert (
        f"begins every {again.interval / 60:g} minutes and takes {100 * again.share:g} % of a "
        "processor"
    ) in WORDS


def test_the_bars_of_long_tests_are_those_that_it_names():
    memory = large_pictures.MOST_MEMORY
    assert memory == adversary.MOST_MEMORY
    assert f"a request takes at most {memory} MB more than an idle worker" in WORDS
    assert f"a search takes up to {memory} MB, decoding included" in WORDS
    assert (
        f"An adversary changes {adversary.TRIES:,} requests towards what costs most. "
        f"It bounds processor time ({adversary.MOST_SECONDS:g} s) and memory ({memory} MB)"
    ) in WORDS
    assert large_pictures.MOST_SECONDS == adversary.MOST_SECONDS
    assert f"in less than {hostile_sources.MOST // 10**9} GB, and `source.json` stays" in WORDS
    minutes = hostile_sources.PATIENCE / 60
    assert f"keep a processor busy meanwhile, for up to {minutes:g} minutes" in WORDS


def test_the_length_of_a_file_s_name_is_that_of_the_page():
    script = (ROOT / "api/static/parts/copy/clipboard.js").read_text()
    (longest,) = re.findall(r"^const LONGEST = (\d+); // bytes of a file's name", script, re.M)
    assert f"a name of at most {longest} bytes without these" in WORDS
