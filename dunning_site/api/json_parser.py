"""Reads JSON as strictly as it was meant: no NaN, no name twice, no endless nesting."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser


class NotJson(ValueError):
    """The body is no JSON that could be understood in only one way; the message says why."""


class StrictParser(Parser):
    """The parser of the interface."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value that the body holds. Raises NotJson."""
        try:
            return json.loads(
                request.body.decode("utf-8"),
                parse_constant=_refuse_constant,
                object_pairs_hook=_without_repetition,
            )
        except UnicodeDecodeError as error:
            raise NotJson("Der Inhalt ist kein UTF-8.") from error
        except json.JSONDecodeError as error:
            raise NotJson(
                f"Der Inhalt ist kein JSON (Zeile {error.lineno}, Spalte {error.colno})."
            ) from error
        except RecursionError as error:
            raise NotJson("Der Inhalt ist zu tief verschachtelt.") from error
        except NotJson:
            raise
        except ValueError as error:  # Python refuses to read numbers of thousands of digits
            raise NotJson("Der Inhalt enthält eine zu lange Zahl.") from error


def _refuse_constant(name: str) -> NoReturn:
    raise NotJson(f"„{name}“ ist kein JSON.")


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("Ein Name steht in einem Objekt zweimal.")
    return found
