"""Templates of pages kept for the figures that are reported: nothing was chosen on them."""

from tests.benchmarks.screenshots.page import FONTS, Page, Theme

THEMES = [
    Theme("#f8fafc", "#ffffff", "#0f172a", "#64748b", "#e2e8f0", "#4f46e5"),
    Theme("#ffffff", "#fafafa", "#111111", "#777777", "#dddddd", "#e11d48"),
    Theme("#f4f1fb", "#fffdff", "#2e1f47", "#80729a", "#ddd3ee", "#7c3aed"),
    Theme("#1b1f2a", "#242a38", "#dfe4ee", "#8b94a7", "#3a4254", "#f59e0b", "#1b1f2a"),
    Theme("#000000", "#121212", "#f5f5f5", "#9a9a9a", "#333333", "#22c55e", "#000"),
]


def editor(page: Page) -> str:
    """A programmer's editor: activity bar, file tree, tabs, code with line numbers, status bar."""
    theme = page.theme
    activity = "".join(
        f'<div class="a" style="color:{page.some(theme.faint, theme.text)}">{page.icon(24)}</div>'
        for _ in range(6)
    )
    tree = "".join(
        f'<div class="f" style="padding-left:{10 + 14 * page.number(0, 2)}px">'
        f"{page.icon(10, theme.faint, same='twist')}"
        f"{page.icon(16, page.some(theme.faint, '#519aba', '#cbcb41', theme.text))}<span>"
        f"{page.random.choice(['src', 'index.ts', 'main.py'])}"
        f"</span></div>"
        for _ in range(page.number(6, 10))
    )
    tabs = "".join(
        f"<span class=t>{page.icon(14)} module{n}.py "
        f"{page.icon(11, theme.faint, same='close')}</span>"
        for n in range(3)
    )
    colours = ["#c678dd", "#61afef", "#98c379", theme.faint]
    code = "".join(
        f'<div><i>{line}</i><span style="color:{page.random.choice(colours)}">'
        f"{'&nbsp;' * 4 * page.number(0, 2)}"
        f"{page.random.choice(['def', 'return', 'for x in', 'if not'])} "
        f"{page.words(1, 1).lower()}(value[{line}], {page.number(0, 99)})</span></div>"
        for line in range(1, 26)
    )
    return page.document(
        f"body{{display:flex;font-size:13px}}.act{{width:48px;background:{theme.panel};"
        "height:100vh}.a{padding:12px}"
        f".tree{{width:200px;border-right:1px solid {theme.line};padding:8px 0}}.f{{display:flex;"
        "gap:5px;align-items:center;height:22px}"
        f".t{{padding:9px 14px;border-right:1px solid {theme.line};display:inline-block}}"
        ".code{font:13px/1.5 'Liberation Mono'}"
        ".code i{display:inline-block;width:44px;text-align:right;padding-right:14px;"
        f"color:{theme.faint};font-style:normal}}"
        f".status{{position:fixed;bottom:0;left:0;right:0;height:24px;background:{theme.accent};"
        f"color:{theme.on_accent};display:flex;gap:7px;"
        "align-items:center;padding:0 10px;font-size:12px}",
        f'<div class="act">{activity}</div><div class="tree">{tree}</div><div style="flex:1"><div>'
        f'{tabs}</div><div class="code">{code}</div></div>'
        f'<div class="status">{page.icon(14)} main* {page.icon(13)} 0 {page.icon(13)} 2 <span '
        f'style="flex:1"></span>UTF-8 {page.icon(13)}</div>',
    )


def mail(page: Page) -> str:
    """Folders, a list of messages with stars and actions, a search box in the header."""
    theme = page.theme
    folders = "".join(
        '<div class="d" '
        f'style="{f"background:{theme.accent}22;color:{theme.accent}" if n == 0 else ""}">'
        f"{page.icon(18)}"
        f"<span>{page.random.choice(['Inbox', 'Sent', 'Drafts', 'Spam', 'Later'])}</span></div>"
        for n in range(page.number(5, 9))
    )
    rows = "".join(
        '<div class="m"><input type="checkbox">'
        f"{page.icon(16, page.some(theme.faint, '#eab308'), same='star')}{page.avatar(28)}<b>"
        f"{page.name()}</b>"
        f"<span class=s>{page.sentence()}</span>"
        f"{page.icon(14, theme.faint) if page.random.random() < 0.3 else ''}<time>"
        f"{page.number(1, 12)}:{page.number(10, 59)}</time></div>"
        for _ in range(page.number(8, 13))
    )
    return page.document(
        "header{display:flex;gap:18px;align-items:center;padding:9px 18px;"
        f"background:{theme.panel};border-bottom:1px solid {theme.line}}}"
        f".q{{flex:1;max-width:520px;border-radius:20px;background:{theme.ground};"
        f"border:1px solid {theme.line};padding:8px 14px;color:{theme.faint}}}"
        ".b{display:flex}.l{width:190px;padding:12px}.d{display:flex;gap:14px;"
        "padding:8px 14px;border-radius:18px;align-items:center}"
        ".m{display:flex;gap:12px;align-items:center;padding:8px 14px;"
        f"border-bottom:1px solid {theme.line}}}.s{{flex:1;color:{theme.faint};"
        f"overflow:hidden;white-space:nowrap}}time{{color:{theme.faint};font-size:12px}}"
        f".new{{background:{theme.accent};color:{theme.on_accent};"
        "border-radius:16px;padding:12px 20px;display:inline-flex;gap:10px;align-items:center;"
        "margin-bottom:14px}",
        f"<header>{page.icon(20)}<b style='font-size:19px'>{page.noun()}</b><div class=q>"
        f"{page.icon(16)} &nbsp;{page.words(2, 3)}</div>"
        f"<span style='flex:1'></span>{page.icon(20)}{page.icon(20)}{page.avatar(32)}</header>"
        "<div class=b><div class=l>"
        f"<button class=new>{page.icon(18)}{page.words(1, 1)}</button>{folders}</div>"
        f"<div style='flex:1'>{rows}</div></div>",
    )


def dashboard(page: Page) -> str:
    """Cards with an icon each on a tint, a chart, a list of events along a line."""
    theme = page.theme
    cards = "".join(
        f'<div class="card"><span class="tint" style="background:{colour}2e;color:{colour}">'
        f"{page.icon(page.number(20, 26))}</span><div>"
        f"<div class=small>{page.noun()}</div><div class=big>"
        f"{page.number(1, 99)}.{page.number(0, 9)}k</div></div>"
        f"{page.icon(16, theme.faint, same='more')}</div>"
        for colour in ["#0ea5e9", "#f97316", "#22c55e", "#a855f7"]
    )
    heights = [page.number(20, 170) for _ in range(22)]
    bars = "".join(
        f'<rect x="{28 * n}" y="{180 - h}" width="17" height="{h}" rx="3" fill="{theme.accent}"/>'
        for n, h in enumerate(heights)
    )
    events = "".join(
        f'<div class="ev"><span class="dot">{page.icon(14)}</span><div><b>{page.name()}</b>'
        f" {page.words().lower()}<div class=small>"
        f"{page.number(2, 50)} minutes ago</div></div></div>"
        for _ in range(page.number(4, 7))
    )
    side = "".join(
        f'<div class="s">{page.icon(22, page.some("#ffffff", "#ffffffb0"))}</div>'
        for _ in range(page.number(5, 8))
    )
    return page.document(
        "body{display:flex}.side{width:64px;background:linear-gradient(#312e81,#4f46e5);"
        "min-height:100vh;padding-top:14px}.s{padding:12px 21px}"
        f".card{{display:flex;gap:14px;background:{theme.panel};border:1px solid {theme.line};"
        "border-radius:14px;padding:16px;width:232px}"
        ".tint{width:48px;height:48px;border-radius:12px;display:inline-flex;align-items:center;"
        "justify-content:center}"
        f".small{{color:{theme.faint};font-size:12px}}.big{{font-size:24px;font-weight:bold}}"
        ".row{display:flex;gap:16px;padding:18px;flex-wrap:wrap}"
        f".panel{{background:{theme.panel};border:1px solid {theme.line};border-radius:14px;"
        "padding:18px}.ev{display:flex;gap:12px;margin:0 0 14px}"
        f".dot{{width:30px;height:30px;border-radius:50%;border:1px solid {theme.line};"
        "display:inline-flex;align-items:center;justify-content:center}",
        f"<div class=side>{side}</div><div style='flex:1'>"
        f"<div class=row style='align-items:center'><h2 style='margin:0;flex:1'>{page.noun()}</h2>"
        f"{page.icon(18)} {page.avatar(36)}</div><div class=row>{cards}</div><div class=row>"
        f"<div class=panel><h3>{page.words()}</h3>"
        f"<svg width=640 height=180>{bars}</svg></div><div class=panel>{events}</div></div></div>",
    )


def form(page: Page) -> str:
    """A sign-up form: icons inside of fields, hints, buttons of every kind, social logins."""
    theme = page.theme
    fields = "".join(
        f"<label>{page.words()}<div class=in>{page.icon(16, theme.faint)}<span class=ph>"
        f"{page.words(1, 3)}</span>"
        f"{page.icon(16, theme.faint) if page.random.random() < 0.5 else ''}</div></label>"
        for _ in range(page.number(4, 6))
    )
    buttons = "".join(
        f'<button class="btn" style="{style}">{page.icon(16)} {page.words(1, 1)}</button>'
        for style in [
            f"background:{theme.accent};color:{theme.on_accent}",
            f"border:1px solid {theme.accent};color:{theme.accent}",
            "",
        ]
    )
    rounds = "".join(
        f'<button class="circle">{page.icon(20)}</button>' for _ in range(page.number(3, 5))
    )
    notes = "".join(
        f'<div class="note" style="background:{ground};color:{ink}">{page.icon(18)}<span>'
        f"{page.sentence()}</span>{page.icon(12, ink, same='dismiss')}</div>"
        for ground, ink in [("#fef3c7", "#92400e"), ("#dcfce7", "#166534"), ("#fee2e2", "#991b1b")][
            : page.number(1, 3)
        ]
    )
    choices = "".join(f'<div><input type="radio" name="r"> {page.words()}</div>' for _ in range(2))
    return page.document(
        f"main{{display:flex;gap:40px;padding:36px}}.l{{width:440px;background:{theme.panel};"
        f"border-radius:16px;padding:26px;border:1px solid {theme.line}}}"
        "label{display:block;margin-bottom:14px;font-size:13px}.in{display:flex;gap:9px;"
        f"align-items:center;border:1px solid {theme.line};border-radius:8px;"
        f"padding:9px 12px;margin-top:5px}}.ph{{flex:1;color:{theme.faint}}}"
        ".btn{padding:10px 16px;border-radius:8px;margin-right:8px}"
        f".circle{{width:44px;height:44px;border-radius:50%;border:1px solid {theme.line};"
        "margin:18px 10px 0 0;padding:0}"
        ".note{display:flex;gap:10px;align-items:center;padding:10px 14px;border-radius:8px;"
        "margin-bottom:12px;width:460px;font-size:13px}",
        f"<main><div class=l><h2>{page.words()}</h2>{fields}{choices}<p>"
        f"<input type=checkbox checked> {page.sentence()}</p><div>{buttons}</div>{rounds}</div>"
        f"<div>{notes}{page.picture(460, 260, 12)}"
        f"<p>{page.sentence()}</p><p>{page.sentence()}</p></div></main>",
    )


def shop(page: Page) -> str:
    """Products with pictures, icons laid over them, ratings, tabs, a footer of links."""
    theme = page.theme
    goods = "".join(
        '<div class="g"><div style="position:relative">'
        f'{page.picture(210, 150, 10)}<span class="over">'
        f"{page.icon(18, '#222', same='heart')}</span></div>"
        f"<b>{page.noun()}</b><div class=p>"
        f"€{page.number(5, 300)}.00 "
        f"{''.join(page.icon(13, '#f59e0b', same='rating') for _ in range(3))}</div>"
        f'<button class="add">{page.icon(15)} {page.words(1, 1)}</button></div>'
        for _ in range(page.number(4, 8))
    )
    tabs = "".join(
        f'<span class="tab" style="{"border-bottom:2px solid;" if n == 0 else ""}">'
        f"{page.icon(20)}<br>{page.words(1, 1)}</span>"
        for n in range(5)
    )
    return page.document(
        f".tabs{{display:flex;gap:30px;padding:10px 26px 0;background:{theme.panel};"
        f"border-bottom:1px solid {theme.line}}}.tab{{text-align:center;font-size:12px;"
        "padding-bottom:8px;line-height:1.7}.goods{display:flex;flex-wrap:wrap;gap:22px;"
        "padding:24px}.g{width:210px;line-height:1.9}"
        ".over{position:absolute;right:8px;top:8px;width:32px;height:32px;border-radius:50%;"
        "background:#fff;display:flex;align-items:center;justify-content:center}"
        f".p{{color:{theme.faint}}}.add{{width:100%;padding:6px;border-radius:20px;"
        f"background:{theme.accent};color:{theme.on_accent}}}",
        f'<div class="tabs">{tabs}<span style="flex:1"></span>{page.icon(22)}</div>'
        f'<div class="goods">{goods}</div>',
    )


def chat(page: Page) -> str:
    """Conversations, bubbles of text, a composer with icon buttons, a menu of commands."""
    theme = page.theme
    bubbles = "".join(
        f'<div class="line" style="flex-direction:{page.some("row", "row-reverse")}">'
        f'{page.avatar(34)}<div class="bubble" style="background:'
        f'{page.some(theme.panel, theme.accent + "33")}">{page.sentence()}<div class=r>'
        f"{page.icon(12, theme.faint)} {page.number(1, 12)}:{page.number(10, 59)}</div></div></div>"
        for _ in range(page.number(4, 6))
    )
    tools = "".join(
        f'<span class="x">{page.icon(page.random.choice([18, 20, 22]), theme.faint)}</span>'
        for _ in range(page.number(4, 8))
    )
    menu = "".join(
        f"<div class=mi>{page.icon(18)} {page.words()}</div>" for _ in range(page.number(4, 8))
    )
    return page.document(
        "body{display:flex;justify-content:center;gap:24px;padding:20px}.c{width:640px}"
        ".line{display:flex;gap:10px;margin-bottom:16px;align-items:flex-end}"
        ".bubble{border-radius:16px;padding:12px 16px;max-width:420px}.r{font-size:11px;"
        f"color:{theme.faint};text-align:right}}"
        f".comp{{border:1px solid {theme.line};border-radius:14px;padding:12px;"
        f"color:{theme.faint}}}.x{{margin-right:16px}}"
        f".menu{{width:230px;align-self:flex-start;background:{theme.panel};border-radius:12px;"
        "padding:8px;box-shadow:0 4px 18px #0004}"
        ".mi{display:flex;gap:12px;align-items:center;padding:9px 10px;border-radius:8px}",
        f'<div class="c"><h3>{page.icon(18)} {page.name()}</h3>{bubbles}<div class="comp">'
        f'{page.words(2, 3)}…<div style="margin-top:14px;display:flex">{tools}'
        f'<span style="flex:1"></span><span style="background:{theme.accent};'
        f'color:{theme.on_accent};border-radius:50%;padding:8px;line-height:0">{page.icon(18)}'
        f'</span></div></div></div><div class="menu">{menu}</div>',
    )


TEMPLATES = [editor, mail, dashboard, form, shop, chat]
PAGE_FONTS = FONTS
