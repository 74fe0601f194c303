"""The OpenAPI description as plain values that a page can print."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
FIRST_ERROR = 400
_KINDS = {
    "string": "Text",
    "integer": "Zahl",
    "boolean": "ja/nein",
    "array": "Liste",
    "object": "Objekt",
}
_EXAMPLES: dict[str, Any] = {"string": "…", "integer": 1, "array": [], "object": {}}


@dataclass(frozen=True, slots=True)
class Field:
    """One value: where it stands ("lines[].product"), what kind it is, what it means."""

    name: str
    kind: str
    is_required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status and what it means."""

    status: str
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What a program can do: method and address, what it sends, what it gets."""

    anchor: str
    method: str
    path: str
    summary: str
    scope: str
    paragraphs: list[str]
    parameters: list[Field]
    body: list[Field]
    example: str
    answer: list[Field]
    replies: list[Reply]


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that belong together."""

    name: str
    operations: list[Operation]


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything the page tells."""

    title: str
    paragraphs: list[str]
    groups: list[Group]


def reference_of(schema: Schema, scopes: Mapping[str, str]) -> Reference:
    """The description for people, in the order of the document.

    scopes: what people call the rights that the document names.
    """
    groups: dict[str, list[Operation]] = {}
    reader = _Reader(schema["components"]["schemas"], scopes)
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            name = operation["tags"][0]
            groups.setdefault(name, []).append(reader.operation(method, path, operation))
    return Reference(
        schema["info"]["title"],
        _paragraphs(schema["info"]["description"]),
        [Group(name, operations) for name, operations in groups.items()],
    )


class _Reader:
    """Reads operations; knows the objects and rights that they name."""

    def __init__(self, objects: Schema, scopes: Mapping[str, str]) -> None:
        self.objects, self.scopes = objects, scopes

    def operation(self, method: str, path: str, operation: Schema) -> Operation:
        body = _content(operation.get("requestBody", {}))
        success = [
            answer for status, answer in operation["responses"].items() if int(status) < FIRST_ERROR
        ]
        return Operation(
            anchor=operation["operationId"],
            method=method.upper(),
            path=path,
            summary=operation["summary"],
            scope=self.scopes[operation["x-scope"]],
            paragraphs=_paragraphs(operation.get("description", "")),
            parameters=[self._parameter(one) for one in operation["parameters"]],
            body=list(self._fields(body)) if body else [],
            example=_as_json(self._example(body)) if body else "",
            answer=list(self._fields(_content(success[0]))),
            replies=[
                Reply(status, answer["description"])
                for status, answer in operation["responses"].items()
            ],
        )

    def _parameter(self, parameter: Schema) -> Field:
        words = parameter.get("description", "Bestellnummer im Shop")
        kind = self._kind(parameter["schema"])
        return Field(parameter["name"], kind, bool(parameter["required"]), words)

    def _fields(self, schema: Schema, prefix: str = "") -> Iterator[Field]:
        """The values of an object, those of its objects and lists below them."""
        found = self._resolved(schema)
        required = found.get("required", ())
        for name, described in found.get("properties", {}).items():
            value = self._resolved(described)
            words = described.get("description") or value.get("description", "")
            yield Field(f"{prefix}{name}", self._kind(described), name in required, words)
            if "properties" in value:
                yield from self._fields(value, f"{prefix}{name}.")
            elif value.get("type") == "array":
                yield from self._fields(value["items"], f"{prefix}{name}[].")

    def _kind(self, schema: Schema) -> str:
        value = self._resolved(schema)
        if "enum" in value:
            return " | ".join(f'"{one}"' for one in value["enum"])
        if "const" in value:
            return f'"{value["const"]}"'
        kind = "Tag" if value.get("format") == "date" else _KINDS.get(value.get("type", ""), "")
        if "pattern" in value and "examples" in value:
            kind = f'{kind} wie "{value["examples"][0]}"'
        elif "maxLength" in value:
            kind = f"{kind}, höchstens {value['maxLength']} Zeichen"
        return f"{kind} oder null" if "anyOf" in schema else kind

    def _resolved(self, schema: Schema) -> Schema:
        """The schema behind a reference; of alternatives the one that is not null."""
        if "$ref" in schema:
            found: Schema = self.objects[schema["$ref"].rsplit("/", 1)[-1]]
            return self._resolved(found)
        for alternatives in (schema.get("anyOf"), schema.get("allOf")):
            if alternatives:
                return self._resolved(next(o for o in alternatives if o.get("type") != "null"))
        return schema

    def _example(self, schema: Schema) -> Any:
        """A value with everything that must be there."""
        value = self._resolved(schema)
        if "examples" in value:
            return value["examples"][0]
        if "properties" in value:
            required = value.get("required", ())
            return {
                name: self._example(described)
                for name, described in value["properties"].items()
                if name in required
            }
        if value.get("type") == "array":
            return [self._example(value["items"])]
        if "const" in value:
            return value["const"]
        return _EXAMPLES.get(value.get("type", ""))


def _content(answer: Schema) -> Schema:
    """The schema of what is sent or answered, empty for nothing."""
    contents = list(answer.get("content", {}).values())
    return contents[0]["schema"] if contents else {}


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
