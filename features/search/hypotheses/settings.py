"""When hypotheses are made, and when one is chosen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HypothesisSettings:
    """A score is a cosine or a likeness, a certainty is a probability.

    The values of `sure`, `settled`, `one_icon`, `explained`, `framed`, `equally_sure`, `as_sure`,
    `leading`, `another` and `altered` were chosen on the validation sets ion, bi,
    material-icon-theme and noto, with pictures of tests/benchmarks/wild. `regions`, `scored`,
    `least_cosine`, `least_altered_cosine`, `least_side`, `large`, `in_any_case`,
    `described_until`, `detected` and `results_of_another` were chosen by hand. The others were
    chosen on screenshots of ion, bi, devicon and material-icon-theme.
    """

    # Score of the best icon from which on no other hypothesis is made: a filled button is like
    # the icon of a plain disc.
    clear: float = 0.985
    # Score from which on the whole picture is taken for an icon: another reading must then be
    # `far_nearer`, and no group is cut out, as a logo's sign is often an icon of its own.
    likely: float = 0.9
    # Score from which on components of low contrast belong to an icon of several colours.
    faint: float = 0.93
    # Score below which many more icons of several colours are compared: vectors hardly tell
    # folders by their signs.
    unclear: float = 0.95
    # The reading without edge parts is taken if its distance is below this share of the whole
    # picture's, where that is likely an icon.
    far_nearer: float = 0.4
    # The reading with its colours restored is taken if its distance is below this share of that of
    # the reading as it is. Of inverted icons it was mostly below 0.5, of others above 1 (noto).
    restored: float = 0.6
    # Likeness of the best icon from which on its colours are not altered. Of noto's inverted and
    # hue-turned icons it was below 0.988, of those as they are mostly above.
    in_its_colours: float = 0.99
    # Difference of cosines of one vector: those of drawings in one hue hardly change by inversion.
    same_cosine: float = 1e-3
    # Pixels of the picture's longer side below which no other hypothesis is made: so few pixels
    # are like some icon once they are changed.
    least_side: int = 10
    # Candidates of the detector that are described at most, those nearest to square first: each
    # costs a run of the encoder.
    regions: int = 48
    # Hypotheses of one kind that are scored at most: those with the nearest vectors.
    scored: int = 6
    # Cosine of the nearest icon below which a hypothesis is not scored.
    least_cosine: float = 0.7
    # The same two for hypotheses under which the icon is covered or has other colours. Its vector
    # is then far from that of its picture in the library. A fourth found nothing more.
    altered: int = 3
    least_altered_cosine: float = 0.35
    # Candidates that are described, and hypotheses of one kind that are scored, when the time of a
    # search is already up: a slow machine finds something in a large picture, too.
    in_any_case: int = 24
    # Of the time of a search: where no further candidate is described, so that those there are can
    # be scored.
    described_until: float = 0.7
    # Pixels of a picture beyond which candidates are detected in a reduced copy.
    detected: int = 9_000_000
    # Certainty of the whole picture from which on no other hypothesis is made: a person mostly
    # crops one icon.
    settled: float = 0.9
    # Certainty of any hypothesis from which on no further stage of hypotheses is made: the more
    # are tried, the likelier one is near an icon by chance.
    sure: float = 0.4
    # The longer side of a foreground by the shorter one, up to which it may be one icon.
    one_icon: float = 1.8
    # Cosine of the nearest icon below which a row is hardly one icon. Rows that were icons had less
    # in one case of eight, others in nine of ten (ion, bi, material-icon-theme and noto).
    unlike: float = 0.8
    # Share of its longer side that a sure hypothesis must have to explain it: a badge may be like
    # an icon of a disc, and a chevron is part of one in a circle.
    explained: float = 0.6
    # Certainty from which on an icon in the middle of what is drawn is the icon in a frame.
    framed: float = 0.7
    # Difference of certainties within which an icon wins over the smaller icons in it.
    equally_sure: float = 0.0
    # Of the surest icon's certainty: icons that reach this share are as sure.
    as_sure: float = 0.5
    # How much less prominent an icon is at the right edge than at the left: an icon leads its
    # control, and what closes or opens the control ends it.
    leading: float = 0.3
    # Certainty from which on a hypothesis is another icon of the picture.
    another: float = 0.5
    # Icons that another icon of the picture may be, at most: an answer may have dozens of others.
    results_of_another: int = 5
    # Components at a part's edge are left out if they reach in no farther than this share of its
    # shorter side. Rests of frames reached 0.08; the shoulders below a head reach farther.
    edge_depth: float = 0.12
    # Largest offset of the icon's centre from the part's, as a share of width and height. 99 % of
    # correct ones were within 0.05; a switch's knob is beyond.
    off_centre: float = 0.15
    # Pixels: of a picture at least twice as large, parts are cut out of a reduced copy.
    large: int = 768


HYPOTHESES = HypothesisSettings()
