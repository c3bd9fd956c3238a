"""Templates of pages on which the detector was developed and its settings chosen.

Those of `testing` share none of them.
"""

from tests.benchmarks.screenshots.page import FONTS, Page, Theme

LIGHT = [
    Theme("#ffffff", "#f6f8fa", "#1f2328", "#656d76", "#d0d7de", "#0969da"),
    Theme("#f0f2f5", "#ffffff", "#262626", "#8c8c8c", "#e0e0e0", "#1677ff"),
    Theme("#faf7f2", "#ffffff", "#3b3027", "#8a7c6c", "#e4d9c9", "#b4531a"),
]
DARK = [
    Theme("#0d1117", "#161b22", "#e6edf3", "#8d96a0", "#30363d", "#1f6feb"),
    Theme("#1e1e1e", "#252526", "#cccccc", "#858585", "#3c3c3c", "#0e639c"),
]


def toolbar(page: Page) -> str:
    """A text editor: a row of icon buttons in groups, a page of text below."""
    theme, size = page.theme, page.number(16, 20)
    groups = ""
    for _ in range(page.number(3, 6)):
        buttons = ""
        for _ in range(page.number(3, 6)):
            active = (
                f"background:{theme.accent};color:{theme.on_accent}"
                if page.random.random() < 0.12
                else ""
            )
            buttons += f'<button class="tool" style="{active}">{page.icon(size)}</button>'
        groups += f'<div class="group">{buttons}</div>'
    text = "".join(
        f"<p>{' '.join(page.sentence() for _ in range(page.number(2, 6)))}</p>" for _ in range(5)
    )
    figure = page.picture(340, 180)
    return page.document(
        f".bar{{display:flex;flex-wrap:wrap;padding:6px 10px;background:{theme.panel};"
        f"border-bottom:1px solid {theme.line}}}"
        f".group{{display:flex;padding:0 8px;border-right:1px solid {theme.line}}}"
        ".tool{padding:6px;margin:1px;border-radius:4px;line-height:0}main{width:640px;"
        "margin:24px auto;line-height:1.6}",
        f'<div class="bar">{groups}</div><main><h2>{page.noun()}</h2>{text}{figure}</main>',
    )


def navigation(page: Page) -> str:
    """Side navigation with icons before labels, a header, statistics."""
    theme, size = page.theme, page.number(14, 20)
    entries = ""
    for place in range(page.number(6, 12)):
        here = f"background:{theme.accent};color:{theme.on_accent}" if place == 1 else ""
        badge = f'<i class="badge">{page.number(2, 40)}</i>' if page.random.random() < 0.2 else ""
        entries += f'<a style="{here}">{page.icon(size)}<span>{page.words()}</span>{badge}</a>'
    tiles = "".join(
        f'<div class="tile"><div class="faint">{page.noun()} {page.icon(14, theme.faint)}</div><b>'
        f"{page.number(100, 99999):,}</b>"
        f"<div>{page.icon(12, page.some('#2da44e', '#cf222e'))} {page.number(1, 40)}%</div></div>"
        for _ in range(page.number(3, 6))
    )
    return page.document(
        f"body{{display:flex}}nav{{width:220px;background:{theme.panel};min-height:100vh;"
        f"padding:12px;border-right:1px solid {theme.line}}}"
        "nav a{display:flex;align-items:center;gap:10px;padding:8px 10px;border-radius:6px}"
        ".badge{margin-left:auto;background:#d1242f;"
        "color:#fff;border-radius:9px;padding:0 6px;font-size:11px;font-style:normal}main{flex:1;"
        "padding:0 20px}"
        "header{display:flex;align-items:center;gap:14px;height:56px;"
        f"border-bottom:1px solid {theme.line}}}"
        ".tiles{display:flex;flex-wrap:wrap;gap:14px;margin:20px 0}"
        f".tile{{background:{theme.panel};border:1px solid {theme.line};"
        "border-radius:8px;padding:14px;width:210px;line-height:1.7}.tile b{font-size:26px}"
        f".faint{{color:{theme.faint}}}",
        f"<nav>{entries}</nav><main><header><h3>{page.noun()}</h3><span style='flex:1'></span>"
        f"{page.icon(18)}{page.icon(18)}"
        f'{page.avatar(30)}</header><div class="tiles">{tiles}</div>{page.picture(560, 220)}<p>'
        f"{page.sentence()}</p></main>",
    )


def table(page: Page) -> str:
    """A table with checkboxes, states, people and row actions."""
    theme = page.theme
    actions = [f"action {place}" for place in range(page.number(1, 3))]
    rows = ""
    for _ in range(page.number(6, 11)):
        state = page.some("#2da44e", "#bf8700", "#cf222e")
        cells = "".join(page.icon(15, theme.faint, same=action) for action in actions)
        rows += (
            '<tr><td><input type="checkbox"></td><td>'
            f"{page.icon(16, theme.accent)} {page.noun()}</td><td>{page.avatar(22)} {page.name()}"
            f'</td><td><span class="state" style="color:{state}">{page.words(1, 1)}</span></td><td>'
            f"{page.number(1, 28)} May 2026</td>"
            f'<td class="acts">{cells}</td></tr>'
        )
    heads = "".join(
        f"<th>{page.random.choice(['Name', 'Owner', 'State', 'Date'])}</th>" for _ in range(4)
    )
    return page.document(
        f"body{{padding:20px}}table{{width:100%;border-collapse:collapse;background:{theme.panel}}}"
        "td,th{padding:9px 12px;text-align:left;"
        f"border-bottom:1px solid {theme.line}}}.state{{border:1px solid;border-radius:10px;"
        "padding:1px 8px;font-size:12px}"
        ".acts .icon{margin-right:12px}.top{display:flex;gap:10px;margin-bottom:14px;"
        "align-items:center}"
        f".b{{border:1px solid {theme.line};border-radius:6px;padding:6px 12px}}"
        f".p{{background:{theme.accent};color:{theme.on_accent}}}",
        f'<div class="top"><h2>{page.noun()}</h2><span style="flex:1"></span><button class="b">'
        f"{page.icon(14)} {page.words(1, 1)}</button>"
        f'<button class="b p">{page.icon(14)} {page.words(1, 1)}</button></div><table><tr><th></th>'
        f"{heads}<th></th></tr>{rows}</table>",
    )


def settings(page: Page) -> str:
    """A list of settings with icons in tinted squares and circles, toggles and chevrons."""
    theme = page.theme
    rows = ""
    for _ in range(page.number(6, 9)):
        colour, shape = (
            page.some("#e5484d", "#30a46c", "#0091ff", "#8e4ec6", "#f76b15"),
            page.some("8px", "50%"),
        )
        toggle = (
            f'<i class="toggle" style="background:{page.some(theme.accent, theme.line)}"><u></u>'
            "</i>"
        )
        end = toggle if page.random.random() < 0.4 else page.icon(14, theme.faint, same="chevron")
        rows += (
            f'<li><span class="tint" style="background:{colour};border-radius:{shape}">'
            f"{page.icon(page.number(16, 20), '#fff')}</span>"
            f'<div><b>{page.words()}</b><div class="faint">{page.sentence()}</div></div>'
            f'<span style="flex:1"></span>{end}</li>'
        )
    return page.document(
        f"ul{{width:620px;margin:20px auto;padding:0;list-style:none;background:{theme.panel};"
        "border-radius:10px;"
        f"border:1px solid {theme.line}}}"
        "li{display:flex;gap:12px;align-items:center;padding:12px 16px;"
        f"border-bottom:1px solid {theme.line}}}"
        ".tint{width:34px;height:34px;display:inline-flex;align-items:center;"
        "justify-content:center}"
        ".toggle{width:36px;height:20px;border-radius:10px;position:relative}"
        ".toggle u{position:absolute;right:2px;top:2px;width:16px;"
        f"height:16px;border-radius:50%;background:#fff}}.faint{{color:{theme.faint};"
        "font-size:12px}",
        f"<ul>{rows}</ul>",
    )


def cards(page: Page) -> str:
    """Cards with pictures, counts with small icons, and round buttons."""
    theme = page.theme
    shown = "".join(
        f'<div class="card">{page.picture(250, 130, 0)}<div class="in"><b>{page.noun()}</b><p>'
        f"{page.sentence()}</p>"
        f'<div class="meta">{page.icon(15, theme.faint, same="likes")}{page.number(1, 900)} &nbsp; '
        f"{page.icon(15, theme.faint, same='comments')}"
        f'{page.number(1, 90)}<span style="flex:1"></span><button class="round">'
        f"{page.icon(16)}</button></div></div></div>"
        for _ in range(page.number(4, 8))
    )
    return page.document(
        ".grid{display:flex;flex-wrap:wrap;gap:18px;padding:22px}.card{width:250px;"
        f"background:{theme.panel};border-radius:10px;"
        "overflow:hidden;box-shadow:0 1px 4px #0003}.in{padding:12px}.meta{display:flex;"
        f"gap:5px;align-items:center;color:{theme.faint}}}"
        f".round{{width:32px;height:32px;border-radius:50%;border:1px solid {theme.line};"
        "padding:0}"
        f"header{{background:{theme.accent};color:{theme.on_accent};padding:12px 22px;display:flex;"
        "gap:16px;align-items:center}",
        f"<header>{page.icon(22)}<b>{page.noun()}</b><span style='flex:1'></span>"
        f"{page.icon(18)}{page.icon(18)}{page.avatar(28)}</header>"
        f'<div class="grid">{shown}</div>',
    )


def menu(page: Page) -> str:
    """An open menu with shortcuts over a page of text, and a dialog with buttons."""
    theme = page.theme
    entries = ""
    for _ in range(page.number(6, 11)):
        line = (
            '<hr style="border:0;border-top:1px solid currentColor;opacity:.2">'
            if page.random.random() < 0.2
            else ""
        )
        key = f"Ctrl+{page.random.choice('ABCDEFGXYZ')}"
        entries += (
            f"{line}<div class=e>{page.icon(16)}<span>{page.words()}</span><span class=k>"
            f"{key}</span></div>"
        )
    text = "".join(f"<p>{page.sentence()} {page.sentence()}</p>" for _ in range(9))
    return page.document(
        "main{padding:20px;max-width:520px}.menu{position:absolute;left:580px;top:60px;"
        f"width:270px;background:{theme.panel};"
        f"border:1px solid {theme.line};border-radius:8px;box-shadow:0 6px 20px #0005;"
        "padding:6px 0}.e{display:flex;gap:10px;padding:7px 14px;"
        f"align-items:center}}.k{{margin-left:auto;color:{theme.faint};font-size:12px}}"
        ".dialog{position:absolute;left:580px;top:480px;"
        f"width:360px;background:{theme.panel};border:1px solid {theme.line};border-radius:8px;"
        "padding:18px}"
        f".b{{border:1px solid {theme.line};border-radius:5px;padding:7px 14px}}",
        f"<main><h2>{page.noun()}</h2>{text}</main><div class=menu>{entries}</div>"
        f"<div class=dialog>{page.icon(24, '#d97706')} "
        f"<b>{page.words()}</b><span style='float:right'>{page.icon(14)}</span><p>"
        f"{page.sentence()}</p>"
        f"<button class=b>{page.icon(14)} {page.words(1, 1)}</button>"
        f' <button class=b style="background:{theme.accent};'
        f'color:{theme.on_accent}">{page.words(1, 1)} {page.icon(14)}</button></div>',
    )


def reviews(page: Page) -> str:
    """Rows of rating icons close together, chips with a closing icon, a quotation in small type."""
    theme = page.theme
    many = page.number(3, 5)
    entries = "".join(
        f'<div class="r">{page.avatar(40)}<div><b>{page.name()}</b> <span class="stars">'
        f"{''.join(page.icon(size, '#e3a008', same='rating') for _ in range(many))}</span>"
        f'<div class="faint">{page.icon(11, theme.faint, same="check")} {page.words()} · '
        f"{page.number(2, 28)} June</div><p>{page.sentence()}</p></div></div>"
        for size in [page.number(12, 18)]
        for _ in range(page.number(2, 4))
    )
    chips = "".join(
        '<span class="chip">'
        f"{page.icon(13)}{page.words(1, 1)}{page.icon(9, theme.faint, same='dismiss')}</span>"
        for _ in range(page.number(4, 7))
    )
    return page.document(
        f"body{{padding:24px}}.r{{display:flex;gap:14px;background:{theme.panel};"
        f"border:1px solid {theme.line};border-radius:8px;padding:14px;margin:12px 0;width:660px}}"
        f".faint{{color:{theme.faint};font-size:12px}}.chip{{display:inline-flex;gap:4px;"
        f"align-items:center;background:{theme.accent}22;border-radius:12px;padding:3px 9px;"
        "margin-right:8px;font-size:13px}.stars{letter-spacing:0;line-height:0}",
        f"<h2>{page.icon(22)} {page.words()}</h2><div>{chips}</div>{entries}",
    )


def files(page: Page) -> str:
    """A file manager: a tree with small arrows, large file icons above their names, a path, a
    status line.
    """
    theme = page.theme
    tree = "".join(
        f'<div class="n" style="padding-left:{8 + 16 * page.number(0, 2)}px">'
        f"{page.icon(9, theme.faint, same='arrow')}{page.icon(15, theme.accent, same='folder')}"
        f"<span>{page.noun()}</span></div>"
        for _ in range(page.number(5, 9))
    )
    grid = "".join(
        '<div class="file">'
        f"{page.icon(page.random.choice([40, 48]), page.some(theme.text, theme.accent, '#e3a008'))}"
        f"<div>{page.noun()}</div></div>"
        for _ in range(page.number(5, 12))
    )
    path = (
        f"{page.icon(14)} {page.noun()} {page.icon(9, theme.faint, same='next')} {page.noun()} "
        f"{page.icon(9, theme.faint, same='next')} {page.noun()}"
    )
    return page.document(
        "body{display:flex;font-size:13px}.t{width:220px;padding:8px 0;"
        f"background:{theme.panel};min-height:100vh}}.n{{display:flex;gap:4px;height:24px;"
        "align-items:center}"
        f".p{{padding:10px 16px;border-bottom:1px solid {theme.line}}}.grid{{display:flex;"
        "flex-wrap:wrap;gap:26px;padding:26px}.file{width:96px;text-align:center;"
        "line-height:1.8}"
        f".s{{position:fixed;right:0;left:220px;bottom:0;border-top:1px solid {theme.line};"
        f"padding:4px 12px;color:{theme.faint};font-size:11px}}",
        f'<div class="t">{tree}</div><div style="flex:1"><div class="p">{path}</div>'
        f'<div class="grid">{grid}</div></div>'
        '<div class="s">'
        f"{page.icon(11)} {page.number(2, 90)} items {page.icon(11)} {page.number(1, 9)} GB</div>",
    )


def phone(page: Page) -> str:
    """As on a phone: a gradient header, tiles with icons above captions, a banner, a bar of tabs
    at the bottom.
    """
    theme = page.theme
    tiles = "".join(
        f'<div class="tile"><span style="background:{colour}26;color:{colour}">'
        f"{page.icon(page.number(18, 28))}</span>{page.words(1, 1)}</div>"
        for colour in [
            "#d9480f",
            "#2b8a3e",
            "#1864ab",
            "#862e9c",
            "#c92a2a",
            "#0b7285",
            "#5c940d",
            "#364fc7",
        ]
    )
    banners = "".join(
        f'<div class="banner" style="background:{ground};color:{ink}">'
        f"{page.icon(16)} {page.sentence()} {page.icon(11, ink)}</div>"
        for ground, ink in [("#e7f5ff", "#1864ab"), ("#fff4e6", "#d9480f"), ("#2b2f3a", "#ffd43b")]
    )
    tabs = "".join(
        f"<div>{page.icon(22, theme.accent if n == 0 else theme.faint)}<small>"
        f"{page.words(1, 1)}</small></div>"
        for n in range(page.number(4, 5))
    )
    return page.document(
        "main{width:430px;margin:0 auto;min-height:100vh;position:relative}"
        "header{background:linear-gradient(120deg,#5f3dc4,#1098ad);color:#fff;padding:20px;"
        "display:flex;"
        "gap:16px;align-items:center}.tiles{display:flex;flex-wrap:wrap;padding:16px}"
        ".tile{width:25%;text-align:center;font-size:12px;margin-bottom:16px}"
        ".tile span{display:flex;"
        "width:52px;height:52px;border-radius:16px;align-items:center;justify-content:center;"
        "margin:0 auto 6px}.banner{padding:9px 14px;margin:8px 14px;border-radius:6px;"
        "font-size:12px}"
        f".tabs{{display:flex;justify-content:space-around;border-top:1px solid {theme.line};"
        f"background:{theme.panel};padding:7px 0}}.tabs div{{display:flex;flex-direction:column;"
        "align-items:center;gap:2px}",
        f'<main><header>{page.icon(20)}<b style="flex:1">{page.noun()}</b>'
        f'{page.icon(20)}{page.icon(20)}</header><div class="tiles">{tiles}</div>'
        f"{banners}{page.picture(402, 150, 10)}"
        f'<div class="tabs">{tabs}</div></main>',
    )


TEMPLATES = [toolbar, navigation, table, settings, cards, menu, reviews, files, phone]
THEMES = [*LIGHT, *DARK]
PAGE_FONTS = FONTS
