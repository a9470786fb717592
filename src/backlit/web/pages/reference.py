"""The API reference, made from the description of the API itself: nothing from elsewhere, and no script is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import Response

from backlit.web.api import PREFIX, SERVER, describe, operations
from backlit.web.api.forms import FORMS
from backlit.web.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlit.web.api import Schema

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Told:
    """A word of a call, a column of a row, or a field of a body."""

    name: str
    type: str
    meaning: str
    needed: bool = False
    words: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """One operation, as the page shows it."""

    anchor: str
    method: str
    path: str
    meaning: str
    scope: str
    """The scope that it needs, where reading is not enough."""
    words: tuple[Told, ...]
    body: tuple[Told, ...]
    samples: tuple[tuple[str, str], ...]
    members: tuple[Told, ...]
    """What the JSON of an answer has."""
    rows: tuple[tuple[str, tuple[Told, ...]], ...]
    """What a row has: its columns, by the form of the report where there are several."""
    answers: tuple[tuple[str, str], ...]


@router.get("/reference", response_class=Response)
def reference(request: Request) -> Response:
    """The page."""
    described = describe(request.app.state.api)
    parts: dict[str, list[Resource]] = {}
    base = str(request.base_url).rstrip("/")
    for path, method, operation in operations(described):
        parts.setdefault(operation["tags"][0], []).append(_resource(path, method, operation, base))
    return render(
        request,
        "reference.html",
        title="API reference",
        about=described["info"]["description"].split("\n\n"),
        parts=parts,
        forms=tuple(FORMS.values()),
        schemes=described["components"]["securitySchemes"],
        problems=described["x-problems"],
        prefix=PREFIX,
    )


def _resource(path: str, method: str, operation: dict[str, Any], base: str) -> Resource:
    schema = _json_of(operation)
    row = schema.get("properties", {}).get("rows", {}).get("items", {})
    return Resource(
        anchor=operation["operationId"].replace("_", "-"),
        method=method,
        path=PREFIX + path,
        meaning=operation["description"],
        scope=operation.get("x-scope", ""),
        words=tuple(_word(parameter) for parameter in operation.get("parameters", ())),
        body=tuple(_fields(_body_of(operation))),
        samples=tuple((one["label"], one["source"].replace(SERVER, base)) for one in operation["x-codeSamples"]),
        members=tuple(one for one in _fields(schema) if one.name != "rows"),
        rows=tuple((one.get("title", ""), tuple(_fields(one))) for one in row.get("anyOf", [row]) if one),
        answers=tuple((status, one["description"]) for status, one in sorted(operation["responses"].items())),
    )


def _json_of(operation: dict[str, Any]) -> Schema:
    """The schema of the JSON of an answer that went well."""
    for status in ("200", "202"):
        content = operation["responses"].get(status, {}).get("content", {})
        if "application/json" in content:
            found: Schema = content["application/json"]["schema"]
            return found
    return {}


def _body_of(operation: dict[str, Any]) -> Schema:
    content = operation.get("requestBody", {}).get("content", {})
    found: Schema = content[next(iter(content))]["schema"] if content else {}
    return found


def _word(parameter: dict[str, Any]) -> Told:
    told = _told(parameter["name"], parameter["schema"], needed=parameter.get("required", False))
    return Told(told.name, told.type, parameter["description"], told.needed, told.words, told.default)


def _fields(schema: Schema) -> Iterator[Told]:
    needed = schema.get("required", ()) if "minItems" in str(schema) else ()
    for name, field in schema.get("properties", {}).items():
        yield _told(name, field, needed=name in needed)


def _told(name: str, schema: Schema, *, needed: bool = False) -> Told:
    items = schema.get("items", {}) if schema.get("type") == "array" else schema
    words = tuple(str(word) for word in items.get("enum", ()) if word is not None)
    default = schema.get("default")
    shown = "" if default in (None, [], "") else str(default)
    return Told(name, _type(schema), schema.get("description", ""), needed, words, shown)


def _type(schema: Schema) -> str:
    """The type of a schema, in a few words."""
    if "const" in schema:
        return repr(schema["const"]).replace("'", '"')
    if "anyOf" in schema and "type" not in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    types = schema.get("type", "any")
    listed = [types] if isinstance(types, str) else list(types)
    told = [schema.get("format", one) if one == "string" else one for one in listed]
    if schema.get("type") == "array":
        told = [f"list of {_type(schema.get('items', {}))}"]
    least, most = schema.get("minimum"), schema.get("maximum")
    bounds = f", {least:,} to {most:,}" if least is not None and most is not None and most < 2**31 - 1 else ""
    return " or ".join(told) + bounds
