"""The description of the API, OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html), with an example of each call.

FastAPI derives it from the endpoints; here stands what it cannot know: who may call, what every call has in common,
and the examples, which are written from the description itself so that they cannot fall behind it.
"""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from backlit.web.api.schemas import PROBLEM
from backlit.web.problems import KINDS, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

PREFIX = "/api/v1"
SERVER = "http://127.0.0.1:8321"
"""The address in the examples: that of `backlit serve` without options."""
TITLE = "Backlit"
ABOUT = """\
Who links to you, how, and since when: one resource a report, with the words of the command line.

`Accept`, or the word `format`, chooses the form: JSON (the default), CSV, a stream of Arrow, JSON lines, Parquet or
XLSX. JSON has 1,000 rows at most and 100 if the call does not say; the header `Link` (rel="next") and the member `next`
lead to the next page. The other forms have no cap and are streamed. `ETag` and `If-None-Match` save asking twice.
Errors are problem documents of RFC 9457 with a stable `type` and the fields that are wrong. There is no CORS: the API
is for programs and for the app itself. Times are ISO 8601 in UTC; null is unknown, never no."""

SECURITY: dict[str, Any] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of `backlit token add NAME --scope read|write|admin`: Authorization: Bearer blt_…",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "backlit_session",
        "description": "The session of a browser that is signed in. A write must come from the app's own pages.",
    },
}
ANYONE: list[dict[str, list[str]]] = [{}, {"token": []}, {"session": []}]
"""Reading: on this machine without anything, until there is a user; else with either."""
SIGNED: dict[str, Any] = {"security": [{"token": []}, {"session": []}], "x-scope": "write"}
"""What the operations have that write: who may call them, and the scope that it takes."""


def describe(api: FastAPI) -> dict[str, Any]:
    """The description, as plain values. The result is kept by the app."""
    if api.openapi_schema is None:
        from fastapi.openapi.utils import get_openapi

        found = get_openapi(title=TITLE, version=api.version, description=ABOUT, routes=api.routes)
        found["servers"] = [{"url": PREFIX}]
        found["x-problems"] = [
            {"type": type_of(name), "name": name, "status": kind.status, "title": kind.title, "meaning": kind.meaning}
            for name, kind in KINDS.items()
        ]
        parts = found.setdefault("components", {})
        parts["securitySchemes"] = SECURITY
        # FastAPI adds its own schemas of errors where it thinks that it answers them itself.
        parts["schemas"] = {"Problem": PROBLEM} | {
            name: schema for name, schema in parts.get("schemas", {}).items() if "ValidationError" not in name
        }
        found["security"] = ANYONE
        for path, method, operation in operations(found):
            _complete(path, method, operation)
        api.openapi_schema = found
    return api.openapi_schema


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation of a description: its path, its method in capitals, and itself."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "columns":
            # `columns=a,b`, as the addresses of the pages have it.
            parameter |= {"style": "form", "explode": False}
        if "examples" in parameter["schema"]:
            parameter["example"] = parameter["schema"].pop("examples")[0]
    operation["x-codeSamples"] = [
        {"lang": "Shell", "label": "curl", "source": curl(path, method, operation)},
        {"lang": "Python", "label": "Python", "source": python(path, method, operation)},
    ]


SHOWN = ("target", "source", "other", "filter", "statement", "table")
"""Words that the examples have, where the call takes them."""


def example_words(operation: dict[str, Any]) -> list[tuple[str, str]]:
    """The words of a call, as an example."""
    found: list[tuple[str, str]] = []
    for parameter in operation.get("parameters", ()):
        if parameter["in"] != "query" or "example" not in parameter:
            continue
        if parameter["name"] in SHOWN or parameter.get("required"):
            values = parameter["example"]
            listed = values[:1] if isinstance(values, list) else [values]
            found += [(parameter["name"], str(value)) for value in listed]
    return found


def _path(path: str, operation: dict[str, Any]) -> str:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", str(parameter.get("example", "0001")))
    return PREFIX + path


def curl(path: str, method: str, operation: dict[str, Any]) -> str:
    """An example for a shell."""
    address = f"{SERVER}{_path(path, operation)}"
    words = [f"--data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in example_words(operation)]
    parts = [f"curl -G {address}" if words else f"curl {address}" if method == "GET" else f"curl -X {method} {address}"]
    body = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in body:
        parts.append(f"-F files=@{operation.get('x-file', _UPLOADED)}")
    elif "application/json" in body:
        sent = json.dumps(body["application/json"].get("example", {}))
        parts += ["-H 'Content-Type: application/json'", f"-d {shlex.quote(sent)}"]
    if "x-scope" in operation:
        parts.append('-H "Authorization: Bearer $BACKLIT_TOKEN"')
    return " \\\n  ".join([*parts, *words])


def python(path: str, method: str, operation: dict[str, Any]) -> str:
    """An example for Python, with nothing but its standard library."""
    words, body = example_words(operation), operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in body:
        file, query = operation.get("x-file", _UPLOADED), f"?{urlencode(words)}" if words else ""
        shown = 'answer.headers["Location"]' if file == _UPLOADED else "answer.json()"
        address = f"{SERVER}{_path(path, operation)}{query}"
        return _PYTHON_UPLOAD.format(address=address, file=file, shown=shown)
    address = f'"{SERVER}{_path(path, operation)}"'
    if words:
        address = f'"{SERVER}{_path(path, operation)}?" + urllib.parse.urlencode({json.dumps(dict(words))})'
    arguments = ["address"]
    if "application/json" in body:
        arguments.append(f"data=json.dumps({body['application/json'].get('example', {})!r}).encode()")
    headers = '"Content-Type": "application/json", ' if "application/json" in body else ""
    lines = ["import json", "import os", *["import urllib.parse"] * bool(words), "import urllib.request", ""]
    lines.append(f"address = {address}")
    if "x-scope" in operation:
        lines.append('token = os.environ["BACKLIT_TOKEN"]')
        arguments.append(f'headers={{{headers}"Authorization": f"Bearer {{token}}"}}')
    else:
        lines.remove("import os")
    if method not in ("GET", "POST") or (method == "POST" and "application/json" not in body):
        arguments.append(f'method="{method}"')
    call = f"urllib.request.Request({', '.join(arguments)})" if len(arguments) > 1 else "address"
    read = "json.load(answer)" if _is_json(operation) else "answer.read().decode()"
    lines += [f"with urllib.request.urlopen({call}) as answer:", f"    found = {read}"]
    return "\n".join([*lines, _PRINTED if _has_rows(operation) else "print(found)"])


_PRINTED = 'for row in found["rows"]:\n    print(row)'
_PYTHON_UPLOAD = """\
import os
import httpx

token = os.environ["BACKLIT_TOKEN"]
with open("{file}", "rb") as file:
    answer = httpx.post(
        "{address}",
        files=[("files", file)],
        headers={{"Authorization": f"Bearer {{token}}"}},
    )
print({shown})"""
_UPLOADED = "harbourlight.example-backlinks.csv"


def _is_json(operation: dict[str, Any]) -> bool:
    return "text/plain" not in operation["responses"].get("200", {}).get("content", {})


def _has_rows(operation: dict[str, Any]) -> bool:
    content = operation["responses"].get("200", {}).get("content", {})
    return "rows" in content.get("application/json", {}).get("schema", {}).get("properties", {})
