"""The same request to another company: what was told once is not asked again."""

from collections.abc import Mapping
from typing import Any

from handlers.flow import Facts
from handlers.requests import _letter

# what helps one company find me is not another's business: it is asked again
_WRITER = ("about", "name", "mail", "post")
_REQUEST = ("whom", "right", "then", "language")
_SETTLED = ("whom", "mandate", "right", "order", "language")


def of_draft(facts: Facts) -> tuple[Facts, list[str]]:
    """Return what goes on from a letter that was just handed over, and the steps it answers."""
    return _begun(facts, facts)


def of_case(facts: Mapping[str, Any]) -> tuple[Facts, list[str]]:
    """Return what goes on from a case: the writer only where that was kept."""
    return _begun(facts, facts.get("kept") or {})


def _begun(request: Mapping[str, Any], writer: Mapping[str, Any]) -> tuple[Facts, list[str]]:
    told = {name: request[name] for name in _REQUEST if name in request}
    facts = {**told, "reference": _letter.new_reference()}
    if "name" not in writer:
        return facts, list(_SETTLED)
    known = {name: writer[name] for name in _WRITER if writer.get(name)}
    return {**facts, **known}, [*_SETTLED, *_WRITER]
