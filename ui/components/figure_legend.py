"""A figure's legend as HTML: it mirrors, wraps, and never lies on what it explains."""

from html import escape

from ui.charts.style import Figure, LegendKey, legend_of


def figure_legend(figure: Figure) -> str:
    """The legend of a figure of ours; nothing where it needs none."""
    keys = legend_of(figure)
    items = "".join(f"<li>{_entry(key)}</li>" for key in keys)
    return f'<ul class="mizan-legend">{items}</ul>' if keys else ""


def _entry(key: LegendKey) -> str:
    if key.kind == "scale":
        steps = "".join(f'<i style="background:{escape(one)}"></i>' for one in key.colour.split())
        return (
            f"<span>{escape(key.low)}</span>"
            f'<span class="scale" aria-hidden="true">{steps}</span>'
            f"<span>{escape(key.high)}</span>"
        )
    text = f'<span dir="auto">{escape(key.text)}</span>'
    if key.kind == "note":
        return text
    if key.kind == "mark":
        return f'<b class="mark">{escape(key.mark)}</b>{text}'
    return f'<i class="{key.kind}" style="color:{escape(key.colour)}" aria-hidden="true"></i>{text}'
