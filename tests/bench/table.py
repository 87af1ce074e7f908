"""The measurements as a table a person reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measurement, beside the echo's and its target where it has one."""

    what: str
    ours: str
    echo: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """Return what stands in the columns."""
        verdict = {True: "yes", False: "NO", None: ""}[self.met]
        return self.what, self.ours, self.echo, self.ratio, self.target, verdict


def text(heads: Sequence[str], rows: Iterable[Row | str]) -> str:
    """Return the table; a plain string among the rows is a heading."""
    listed = list(rows)
    cells = [tuple(heads), *(row.cells for row in listed if isinstance(row, Row))]
    widths = [max(len(line[column]) for line in cells) for column in range(len(heads))]
    lines = [_line(heads, widths), "-" * (sum(widths) + 2 * len(widths) - 2)]
    lines += [_line(row.cells, widths) if isinstance(row, Row) else f"\n{row}" for row in listed]
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Put words to the left and figures to the right."""
    aligned = [cells[0].ljust(widths[0])]
    aligned += [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return "  ".join(aligned).rstrip()
