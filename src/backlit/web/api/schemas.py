"""What answers look like, as JSON Schema of OpenAPI 3.1, made from the columns that the reports declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlit import model
from backlit.web.api.forms import FORMS
from backlit.web.problems import KINDS, MEDIA_TYPE, type_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlit.index import Offered
    from backlit.model import Column

Schema = dict[str, Any]

_NUMBERS = {"uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64}


def column_schema(column: Column) -> Schema:
    """The schema of one column: its type, whether it may be unknown, its words and its meaning."""
    told: Schema = {"type": "string"}
    if column.type in _NUMBERS:
        told = {"type": "integer", "minimum": 0, "maximum": 2 ** _NUMBERS[column.type] - 1}
    elif column.type in ("float32", "float64"):
        told = {"type": "number"}
    elif column.type == "bool":
        told = {"type": "boolean"}
    elif column.type == "texts":
        told = {"type": "array", "items": {"type": "string"}}
    elif column.type in ("time", "date"):
        told = {"type": "string", "format": "date-time" if column.type == "time" else "date"}
    elif column.words:
        told = {"type": "string", "enum": list(column.words)}
    if column.nullable:
        told["type"] = [told["type"], "null"]
        if "enum" in told:
            told["enum"] = [*told["enum"], None]
    return told | {"description": column.meaning}


def row_schema(columns: Iterable[Column], what: str, *, metrics: bool = False) -> Schema:
    """The schema of a row: any of the columns, for the call may choose them; and vendors' metrics where it may."""
    more: Any = {"type": ["number", "string", "null"], "description": "a vendor's metric"} if metrics else False
    return {
        "type": "object",
        "description": what,
        "properties": {column.name: column_schema(column) for column in columns},
        "additionalProperties": more,
    }


def report_schema(offered: Offered) -> Schema:
    """The schema of a report in JSON: what is known about it, and its rows."""
    metrics = "metrics" in offered.takes
    row = row_schema(offered.columns, offered.meaning, metrics=metrics)
    if offered.forms:
        told = [(f"by {word}", columns) for word, columns in offered.forms]
        row = {"anyOf": [{"title": name} | row_schema(columns, name, metrics=metrics) for name, columns in told]}
    return {
        "type": "object",
        "description": offered.meaning,
        "properties": {
            "name": {"type": "string", "const": offered.name},
            "target": {"type": "string", "description": "the target as it was understood"},
            "scope": {"type": "string", "enum": list(model.SCOPES)},
            "history": {"type": "string", "enum": list(model.HISTORIES)},
            "filters": {"type": "array", "items": {"type": "string"}},
            "match": {"type": "string", "enum": ["all", "any"]},
            "total": {"type": "integer", "minimum": 0, "description": "rows that fit, whatever the limit"},
            "next": {"type": ["string", "null"], "description": "the cursor of the next page; null: there is none"},
            "facts": {
                "type": "object",
                "description": "what is told beside the rows: totals, dates, counts",
                "additionalProperties": True,
            },
            "notes": {
                "type": "array",
                "items": {"type": "string"},
                "description": "what a reader should know before trusting the rows",
            },
            "rows": {"type": "array", "items": row},
        },
        "required": [
            "name",
            "target",
            "scope",
            "history",
            "filters",
            "match",
            "total",
            "next",
            "facts",
            "notes",
            "rows",
        ],
    }


def rows_schema(columns: Iterable[Column], what: str) -> Schema:
    """The schema of rows that are no report's."""
    return {
        "type": "object",
        "properties": {"name": {"type": "string"}, "rows": {"type": "array", "items": row_schema(columns, what)}},
        "required": ["name", "rows"],
    }


PROBLEM: Schema = {
    "type": "object",
    "description": "A problem document of RFC 9457.",
    "properties": {
        "type": {"type": "string", "enum": [type_of(kind) for kind in KINDS], "description": "what kind of problem"},
        "title": {"type": "string", "description": "the kind in words"},
        "status": {"type": "integer", "description": "the status of the answer"},
        "detail": {"type": "string", "description": "what is wrong here, and what to do"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string", "description": "the word of the call"},
                    "message": {"type": "string", "description": "what is wrong with it"},
                },
                "required": ["field", "message"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["type", "title", "status", "detail", "errors"],
    "additionalProperties": False,
}
"""Every error of the API."""

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}

JOB: Schema = {
    "type": "object",
    "description": "A job.",
    "properties": {
        "id": {"type": "string", "description": "its number"},
        "kind": {"type": "string", "description": "what is done: import, import-export, undo, rank, verify, compact"},
        "name": {"type": "string", "description": "what it is done with"},
        "state": {"type": "string", "enum": ["waiting", "running", "done", "failed", "stopped"]},
        "started": {"type": "string", "format": "date-time"},
        "finished": {"type": ["string", "null"], "format": "date-time"},
        "progress": {
            "type": ["object", "null"],
            "description": "how far the stage is: bytes or steps, and what was found so far",
            "properties": {
                "stage": _TEXT, "done": _COUNT, "total": _COUNT, "pages": _COUNT, "links": _COUNT, "rows": _COUNT
            },
            "required": ["stage", "done", "total"],
        },
        "result": {"type": "array", "items": _TEXT, "description": "what it came to, in lines"},
        "error": {"type": ["string", "null"], "description": "why it failed, or what it waits for"},
    },
    "required": ["id", "kind", "name", "state", "started", "finished", "progress", "result", "error"],
    "additionalProperties": False,
}  # fmt: skip
"""A job as the API tells it."""

DRY_RUN: Schema = {
    "type": "object",
    "properties": {
        "name": {"const": "dry-run"},
        "kind": {"type": "string", "enum": ["archive", "export"]},
        "files": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "description": "the name that it came with"},
                    "kind": {"type": "string", "description": "what it is: warc, arc, wat, html or export"},
                    "base": {"type": ["string", "null"], "description": "the address of an HTML file"},
                    "vendor": _TEXT,
                    "layout": _TEXT,
                    "property": _MAYBE,
                    "columns": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"column": _TEXT, "becomes": _TEXT}},
                    },
                    "notes": {"type": "array", "items": _TEXT},
                    **dict.fromkeys(
                        ("read", "accepted", "rejected", "duplicates", "links", "lost", "mentions"), _COUNT
                    ),
                    "reasons": {"type": "object", "additionalProperties": _COUNT},
                    "rejects": {"type": "array", "items": {"type": "object"}},
                    "sample": {"type": "array", "items": {"type": "object"}},
                },
                "required": ["file", "kind"],
            },
        },
    },
    "required": ["name", "kind", "files"],
}
"""What an import would do."""

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
READ = ("unauthenticated", "forbidden", "rate-limit", "unavailable")
"""Problems that any call may have: they come before the resource is asked."""
QUESTION = ("not-acceptable", "no-index", "parameter")
"""Problems of a question to the index."""


def problems(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """The described answers of these kinds of problems and of those that any call may have, by status."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for kind in dict.fromkeys((*kinds, *READ)):
        found = KINDS[kind]
        told = by_status.setdefault(found.status, {"description": "", "content": {MEDIA_TYPE: {"schema": _PROBLEM}}})
        told["description"] = f"{told['description']} {found.meaning}".strip()
    return dict(sorted(by_status.items(), key=lambda entry: int(entry[0])))


def answers(schema: Schema, forms: Iterable[str], what: str) -> dict[int | str, dict[str, Any]]:
    """The described answers of a question: the rows in each form, and that they are as the caller has them."""
    content = {FORMS[form].media_type: {"schema": schema if form == "json" else _opaque(form)} for form in forms}
    headers = {
        "ETag": {"description": "changes when the answer may have", "schema": {"type": "string"}},
        "Link": {"description": 'the next page, rel="next", where there is one', "schema": {"type": "string"}},
    }
    return {
        200: {"description": what, "content": content, "headers": headers},
        304: {"description": "The answer is as the caller has it: If-None-Match named its ETag."},
    }


def _opaque(form: str) -> Schema:
    if FORMS[form].media_type.startswith("text/"):
        return {"type": "string", "description": FORMS[form].meaning}
    return {"type": "string", "contentMediaType": FORMS[form].media_type, "description": FORMS[form].meaning}
