"""Projects: made, changed, removed, and judged by a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import JSONResponse, Response

import backlit
from backlit.index import LISTS
from backlit.model import Scope  # noqa: TC001 - pydantic reads the annotations at run time
from backlit.web.api.description import PREFIX, SIGNED
from backlit.web.api.jobs import BEGUN, FRESH, WRITES, begin
from backlit.web.api.schemas import Schema, problems, row_schema
from backlit.web.api.sending import plain_rows
from backlit.web.api.words import LONGEST, Word, only
from backlit.web.house import house
from backlit.web.problems import ProblemError

if TYPE_CHECKING:
    from backlit.index import Index

TAG = "Projects and decisions"
NAME_LENGTH = 64
MOST = 1_000
"""Words of a list at most."""
Name = Annotated[str, Path(description="the name of a project", min_length=1, max_length=200, examples=["lamps"])]
_Word = Annotated[str, Field(min_length=1, max_length=200)]
_Site = Annotated[str, Field(min_length=1, max_length=LONGEST)]
WithDecisions = Annotated[
    Literal["false", "true"],
    Query(description="true: its decisions and uploaded disavow lists go too; else a project that has any stays"),
]
_WITH_DECISIONS = Word("with_decisions", "", WithDecisions)


class Change(BaseModel):
    """What is told of a project; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    target: Annotated[_Site | None, Field(description="its target: a domain, a host or an address")] = None
    scope: Annotated[Scope | None, Field(description="what of the site")] = None
    brands: Annotated[list[_Word] | None, Field(description="the names that it goes by", max_length=MOST)] = None
    terms: Annotated[list[_Word] | None, Field(description="what it wants to be found for", max_length=MOST)] = None
    competitors: Annotated[
        list[_Site] | None, Field(description="targets that it is compared with", max_length=MOST)
    ] = None
    country: Annotated[
        str | None, Field(description="where its readers are: two letters of ISO 3166; null is anywhere")
    ] = None


class New(Change):
    """A project."""

    name: Annotated[str, Field(description="its name", min_length=1, max_length=NAME_LENGTH)]
    target: Annotated[_Site, Field(description="its target: a domain, a host or an address")]


class Assessing(BaseModel):
    """Which projects are judged."""

    model_config = ConfigDict(extra="forbid")

    projects: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=LONGEST)]],
        Field(description="their names or targets; none: all", max_length=MOST),
    ] = []


PROJECT: Schema = row_schema(LISTS["projects"].columns, "A project.")
_ONE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The project as it is now.", "content": {"application/json": {"schema": PROJECT}}}
}
_GONE: Schema = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "the project that is removed"},
        "decisions": {"type": "integer", "minimum": 0, "description": "decisions that went with it"},
        "disavow_lists": {"type": "integer", "minimum": 0, "description": "uploaded lists that went with it"},
    },
    "required": ["name", "decisions", "disavow_lists"],
}
_WRONG = ("malformed", "parameter", "project", "target", "query", "too-large", "slow")


def router() -> APIRouter:
    """The resources that change projects."""
    made = APIRouter(tags=[TAG], dependencies=[WRITES])
    made.add_api_route(
        "/projects",
        _add,
        methods=["POST"],
        status_code=201,
        dependencies=[only()],
        operation_id="add_project",
        summary="projects",
        description="Keep a new project: a target, and what only its owner knows of it.",
        response_class=Response,
        responses={
            201: {
                "description": "The project; Location is its address.",
                "content": {"application/json": {"schema": PROJECT}},
                "headers": {"Location": {"schema": {"type": "string"}, "required": True}},
            },
            **problems(*_WRONG),
        },
        openapi_extra=SIGNED,
    )
    made.add_api_route(
        "/projects/{name}",
        _change,
        methods=["PATCH"],
        dependencies=[only()],
        operation_id="change_project",
        summary="projects/{name}",
        description="Give fields of a project new values; a list replaces the one before.",
        response_class=Response,
        responses=_ONE | problems(*_WRONG, "not-found"),
        openapi_extra=SIGNED,
    )
    made.add_api_route(
        "/projects/{name}",
        _remove,
        methods=["DELETE"],
        dependencies=[only((_WITH_DECISIONS,))],
        operation_id="remove_project",
        summary="projects/{name}",
        description="Forget a project.",
        response_class=Response,
        responses={
            200: {"description": "What went with it.", "content": {"application/json": {"schema": _GONE}}},
            **problems("parameter", "project", "not-found"),
        },
        openapi_extra=SIGNED,
    )
    made.add_api_route(
        "/assess",
        _assess,
        methods=["POST"],
        dependencies=[only()],
        operation_id="assess",
        summary="assess",
        description="Judge everything that is new: the links of these projects, by default of all.",
        response_class=Response,
        responses=BEGUN | problems(*_WRONG, "no-index"),
        openapi_extra=SIGNED,
    )
    return made


def _add(request: Request, new: New) -> Response:
    index = house(request).index
    told = new.model_dump(exclude_none=True)
    try:
        project = index.add_project(told.pop("name"), told.pop("target"), **told)
    except backlit.StateUsageError as error:
        raise ProblemError("project", str(error), "name") from error
    place = {"Location": f"{PREFIX}/projects/{project.name}"}
    return JSONResponse(_row(index, project.name), 201, FRESH | place)


def _change(request: Request, name: Name, change: Change) -> Response:
    index = house(request).index
    _known(index, name)
    told = change.model_dump(exclude_unset=True)
    left = {field for field in ("target", "scope", "brands", "terms", "competitors") if told.get(field, "") is None}
    if left:
        raise ProblemError("parameter", f"{min(left)} is null: leave it out to let it stay.", min(left))
    index.change_project(name, **told)
    return JSONResponse(_row(index, name), headers=FRESH)


def _remove(request: Request, name: Name, with_decisions: WithDecisions = "false") -> Response:
    index = house(request).index
    _known(index, name)
    gone = index.remove_project(name, with_decisions=with_decisions == "true")
    told = {"name": name, "decisions": gone.decisions, "disavow_lists": gone.disavow_lists}
    return JSONResponse(told, headers=FRESH)


def _assess(request: Request, asked: Assessing | None = None) -> Response:
    index = house(request).index
    index.version  # noqa: B018 - where there is no index, that is told at once and not by the job
    named = [index.project(one).name for one in (asked.projects if asked else ())]
    return begin(request, "assess", ", ".join(named), lambda listener: index.assess(named, listener=listener))


def _known(index: Index, name: str) -> None:
    """Raises ProblemError (404) where there is no project of this name."""
    if name not in [project.name for project in index.state.projects.all()]:
        raise ProblemError("not-found", f"There is no project {name!r}.", "name")


def _row(index: Index, name: str) -> dict[str, Any]:
    rows = plain_rows(index.projects())
    return next(row for row in rows if row["name"] == name)
