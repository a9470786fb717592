"""Projects: what is judged under which name, and the forms that make, change, judge and forget one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import RedirectResponse, Response

import backlit
from backlit.state import is_own_address
from backlit.web.house import house
from backlit.web.pages.data import WRITES, begin
from backlit.web.pages.needing import FIELDS, LISTS, suggested
from backlit.web.question import Question
from backlit.web.rendering import render

if TYPE_CHECKING:
    from backlit.index import Index

router = APIRouter()

PATH = "/projects"
_Text = Annotated[str, Form()]


def told(  # noqa: PLR0917 - one a field of the form
    name: _Text = "",
    target: _Text = "",
    scope: _Text = "domain",
    brands: _Text = "",
    terms: _Text = "",
    competitors: _Text = "",
    country: _Text = "",
) -> dict[str, str]:
    """The fields of the form of a project."""
    values = (name, target, scope, brands, terms, competitors, country)
    return {field: value.strip() for field, value in zip(FIELDS, values, strict=True)}


Told = Annotated[dict[str, str], Depends(told)]


@router.get(PATH, response_class=Response)
def projects(request: Request, target: str = "", change: str = "") -> Response:
    """All projects; `change` is the name of one to be changed, `target` what a new one would be about."""
    index = house(request).index
    if not change:
        return _page(request, suggested(Question("projects", target)))
    try:
        said = _said(index, change)
    except backlit.StateUsageError as error:
        raise HTTPException(404, str(error)) from error
    return _page(request, said, changed=change)


@router.post(PATH, dependencies=[WRITES], response_class=Response)
def add(request: Request, said: Told, back: _Text = "") -> Response:
    """Keeps a new project, and goes back to the page that asked for one."""
    try:
        house(request).index.add_project(said["name"], said["target"], **_options(said))
    except (backlit.StateUsageError, ValueError) as error:
        return _page(request, said, error=str(error), back=back)
    return _back(back)


@router.post(f"{PATH}/change", dependencies=[WRITES], response_class=Response)
def change(request: Request, said: Told) -> Response:
    """Changes a project; what is left empty is taken away."""
    try:
        house(request).index.change_project(said["name"], target=said["target"], **_options(said))
    except (backlit.StateUsageError, ValueError) as error:
        return _page(request, said, changed=said["name"], error=str(error))
    return _back("")


@router.get(f"{PATH}/remove", response_class=Response)
def ask_remove(request: Request, name: str = "") -> Response:
    """Asks whether to forget a project, and says what that means."""
    try:
        project = house(request).index.state.projects.get(name)
    except backlit.StateUsageError as error:
        raise HTTPException(404, str(error)) from error
    return render(request, "project_remove.html", title=f"Remove {project.name}?", project=project)


@router.post(f"{PATH}/remove", dependencies=[WRITES], response_class=Response)
def remove(request: Request, name: _Text = "") -> Response:
    """Forgets a project."""
    try:
        house(request).index.remove_project(name, with_decisions=True)
    except backlit.StateUsageError as error:
        raise HTTPException(404, str(error)) from error
    return _back("")


@router.post(f"{PATH}/assess", dependencies=[WRITES], response_class=Response)
def assess(request: Request, name: _Text = "") -> Response:
    """Begins to judge the links of a project; without a name, of all."""
    index = house(request).index
    try:
        named = [index.project(name).name] if name else []
    except (backlit.StateUsageError, backlit.QueryError) as error:
        raise HTTPException(404, str(error)) from error
    return begin(request, "assess", name, lambda listener: index.assess(named, listener=listener))


def _page(request: Request, said: dict[str, str], *, changed: str = "", error: str = "", back: str = "") -> Response:
    rows = [
        row
        | {
            "href": {name: Question(name, row["name"]).address() for name in ("quality", "risk")},
            "change": f"{PATH}?{urlencode({'change': row['name']})}",
            "remove": f"{PATH}/remove?{urlencode({'name': row['name']})}",
        }
        for row in house(request).index.projects()
    ]
    shown: dict[str, Any] = {"rows": rows, "said": said, "changed": changed, "error": error, "back": back}
    return render(request, "projects.html", 400 if error else 200, title="Projects", **shown)


def _said(index: Index, name: str) -> dict[str, str]:
    """The fields of a project as its form has them. Raises StateUsageError where there is none."""
    project = index.state.projects.get(name)
    held = {field: getattr(project, field) for field in FIELDS}
    return {field: "\n".join(value) if field in LISTS else value or "" for field, value in held.items()}


def _options(said: dict[str, str]) -> dict[str, Any]:
    """What the index takes of the fields: lists are one a line."""
    lists = {field: [line.strip() for line in said[field].splitlines() if line.strip()] for field in LISTS}
    return {"scope": said["scope"], "country": said["country"].lower() or None, **lists}


def _back(address: str) -> Response:
    return RedirectResponse(address if is_own_address(address) else PATH, 303)
