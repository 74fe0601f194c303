"""What pydantic found wrong with a request, in German sentences with their places."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dunning_site.api.problems import Fault

Context = Mapping[str, Any]
# Sources of values that are no body, as django-ninja names them.
_PARAMETERS = {"path", "query", "header"}
_MISSING_BODY = "Die Anfrage hat keinen Inhalt. Senden Sie die Angaben als JSON."
_SENTENCES: dict[str, Callable[[Context], str]] = {
    "missing": lambda _: "Diese Angabe fehlt.",
    "extra_forbidden": lambda _: "Diese Angabe gibt es nicht.",
    "string_type": lambda _: "Hier wird ein Text in Anführungszeichen erwartet.",
    "string_unicode": lambda _: "Der Text enthält ungültige Zeichen.",
    "string_too_short": lambda _: "Der Text ist leer.",
    "string_too_long": lambda found: (
        f"Der Text ist zu lang, erlaubt sind {found['max_length']} Zeichen."
    ),
    "string_pattern_mismatch": lambda _: "Der Text hat nicht die verlangte Form.",
    "list_type": lambda _: "Hier wird eine Liste erwartet.",
    "too_long": lambda found: f"Die Liste ist zu lang, erlaubt sind {found['max_length']}.",
    "too_short": lambda _: "Die Liste ist leer.",
    "int_type": lambda _: "Hier wird eine ganze Zahl erwartet.",
    "greater_than_equal": lambda found: f"Die Zahl muss mindestens {found['ge']} sein.",
    "less_than_equal": lambda found: f"Die Zahl darf höchstens {found['le']} sein.",
    "enum": lambda found: f"Erlaubt sind nur: {_alternatives(found)}.",
    "literal_error": lambda found: f"Erlaubt sind nur: {_alternatives(found)}.",
}
_NO_OBJECT = {"model_type", "model_attributes_type", "dict_type", "dataclass_type"}


def faults_of(errors: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Each error with the sentence for people and its place in the request."""
    return [_fault(error) for error in errors]


def _fault(error: Mapping[str, Any]) -> Fault:
    source, *rest = error["loc"]
    if source in _PARAMETERS:
        return Fault(_sentence(error), "parameter", str(rest[-1]) if rest else str(source))
    # The first part is the name of our function's parameter, which nobody outside knows.
    parts = rest[1:]
    if not parts and error["type"] == "missing":
        return Fault(_MISSING_BODY, "pointer", "")
    return Fault(_sentence(error), "pointer", _pointer(parts))


def _sentence(error: Mapping[str, Any]) -> str:
    kind = error["type"]
    if kind in _NO_OBJECT:
        return "Hier wird ein Objekt in geschweiften Klammern erwartet."
    if kind in _SENTENCES:
        return _SENTENCES[kind](error.get("ctx", {}))
    return str(error["msg"])


def _pointer(parts: Sequence[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def _alternatives(found: Context) -> str:
    return str(found["expected"]).replace(" or ", ", ").replace("'", '"')
