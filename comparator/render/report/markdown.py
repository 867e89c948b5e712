"""A report as one markdown file; its charts and maps are pictures beside it."""

from collections.abc import Mapping

from comparator.render import maps, markdown
from comparator.render.report.document import Block, Chart, Document, Heading, Listing, Map
from comparator.render.sheet import Words

MISSING = "no picture; drawing takes the extra “charts” (pip install 'futures-comparator[charts]')."


def render(document: Document, pictures: Mapping[str, str]) -> str:
    """The file; `pictures` are file names by chart or map, none where they could not be drawn."""
    return "\n".join(_block(block, pictures) for block in document.blocks)


def _block(block: Block, pictures: Mapping[str, str]) -> str:
    match block:
        case Heading(level=level, text=text):
            return f"{'#' * level} {markdown.escape(text)}\n"
        case Listing(text=text):
            return "".join(f"    {line}\n" for line in text.splitlines())
        case Chart():
            return _picture(block, pictures)
        case Map():
            return _map(block, pictures)
        case _:
            return markdown.render([block])


def _picture(chart: Chart, pictures: Mapping[str, str]) -> str:
    if chart.name not in pictures:
        return markdown.render([Words(f"{chart.title}: {MISSING}")])
    alt = markdown.escape(chart.text)
    return f"![{alt}]({pictures[chart.name]})\n\n" + markdown.render([Words(chart.title)])


def _map(block: Map, pictures: Mapping[str, str]) -> str:
    text = markdown.render([Words(maps.title(block.leaders))])
    if block.name not in pictures:
        return text
    alt = markdown.escape(maps.said(block.leaders, block.names))
    return f"![{alt}]({pictures[block.name]})\n\n{text}"
