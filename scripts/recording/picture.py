"""An SVG that plays a recording once and stays at its last picture.

Every piece of text is there all the time, and CSS hides it until its moment: where nothing moves (a
printer, a program without CSS animation, a reader who wants less motion), the last picture is what
remains. Pieces are placed and stretched by the column, so that any monospaced font will do.
"""

import dataclasses
import html

COLUMN, LINE, FONT_SIZE = 8.4, 19, 14  # in pixels
MARGIN, TITLE_BAR = 16, 34
COLOURS = {
    "background": "#161b22", "border": "#3d444d", "text": "#e6edf3", "title": "#9198a1",
    "dim": "#9198a1", "black": "#6e7681", "red": "#ff7b72", "green": "#56d364",
    "yellow": "#e3b341", "blue": "#79c0ff", "magenta": "#d2a8ff", "cyan": "#76e3ea",
    "white": "#ffffff",
}


@dataclasses.dataclass
class Piece:
    """Text of one style that stands at (row, column) from `begin` on, until `end` if there is one."""
    row: int
    column: int
    text: str
    style: str
    begin: float
    end: float | None = None


def cut_by_style(cells, first):
    """(column, text, style) of each run of cells that look alike, from the column `first` on."""
    runs = []
    for column in range(first, len(cells)):
        character, style = cells[column]
        if runs and runs[-1][2] == style:
            runs[-1][1] += character
        else:
            runs.append([column, character, style])
    return [(column, text, style) for column, text, style in runs if text.strip()]


def common_length(one, other):
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return length


def pieces_of(frames):
    """frames: (seconds, rows as Screen.shown() gives them), in order."""
    pieces, open_pieces, before = [], {}, []
    for seconds, rows in frames:
        for number, row in enumerate(rows):
            old = before[number] if before else ()
            if row == old:
                continue
            keep = common_length(old, row)
            staying = []
            for piece in open_pieces.get(number, []):
                if piece.column + len(piece.text) <= keep:
                    staying.append(piece)
                    continue
                keep = min(keep, piece.column)
                piece.end = seconds
            new = [Piece(number, column, text, style, seconds)
                   for column, text, style in cut_by_style(row, keep)]
            open_pieces[number] = staying + new
            pieces += new
        before = rows
    return [piece for piece in pieces if piece.end is None or piece.end > piece.begin]


def drawn(piece):
    blanks = len(piece.text) - len(piece.text.lstrip())
    text = piece.text.strip()
    x = MARGIN + (piece.column + blanks) * COLUMN
    y = TITLE_BAR + MARGIN + piece.row * LINE + FONT_SIZE
    names = f' class="{piece.style}"' if piece.style else ""
    return (f'<text x="{x:.1f}" y="{y}" textLength="{len(text) * COLUMN:.1f}"{names}>'
            f"{html.escape(text, quote=False)}</text>")


def groups(pieces):
    """The pieces that come and go together, each group with the animation that shows it."""
    by_time = {}
    for piece in pieces:
        by_time.setdefault((piece.begin, piece.end), []).append(piece)
    for (begin, end), members in sorted(by_time.items(), key=lambda item: item[0][0]):
        if end is None:
            opening = f'<g class="later" style="animation-duration:{begin:.2f}s">'
        else:
            opening = (f'<g class="while" style="animation-delay:{begin:.2f}s;'
                       f'animation-duration:{end - begin:.2f}s">')
        yield opening + "".join(drawn(piece) for piece in members) + "</g>"


def style_sheet():
    colours = "".join(f".{name}{{fill:{value}}}" for name, value in COLOURS.items()
                      if name not in ("background", "border", "text"))
    return (f"text{{font:{FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"
            f"'DejaVu Sans Mono',monospace;fill:{COLOURS['text']};white-space:pre}}"
            f"{colours}.bold{{font-weight:700}}"
            "@keyframes hidden{from,to{visibility:hidden}}"
            "@keyframes shown{from,to{visibility:visible}}"
            ".later{animation-name:hidden}"
            ".while{visibility:hidden;animation-name:shown}"
            "@media (prefers-reduced-motion:reduce){.later,.while{animation:none!important}}")


def picture(frames, columns, title, description):
    pieces = pieces_of(frames)
    rows = max(piece.row for piece in pieces) + 1
    width = round(columns * COLUMN + 2 * MARGIN)
    height = TITLE_BAR + rows * LINE + 2 * MARGIN
    buttons = "".join(f'<circle cx="{20 + 18 * number}" cy="18" r="5.5" fill="{fill}"/>'
                      for number, fill in enumerate(("#ff5f57", "#febc2e", "#28c840")))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="title description">',
        f'<title id="title">{html.escape(title)}</title>',
        f'<desc id="description">{html.escape(description)}</desc>',
        f"<style>{style_sheet()}</style>",
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="9" '
        f'fill="{COLOURS["background"]}" stroke="{COLOURS["border"]}"/>',
        buttons,
        f'<text x="{width / 2}" y="23" text-anchor="middle" class="title">{html.escape(title)}</text>',
        *groups(pieces),
        "</svg>"]) + "\n"
