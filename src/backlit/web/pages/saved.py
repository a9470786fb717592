"""Saved views: the address of a page under a name, each person's own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations at run time
from starlette.responses import RedirectResponse, Response

from backlit.state import StateUsageError
from backlit.web.access import caller
from backlit.web.house import house
from backlit.web.rendering import render

router = APIRouter()


@router.get("/saved", response_class=Response)
def saved(request: Request) -> Response:
    """All that the person has saved."""
    return render(
        request, "saved.html", title="Saved views", views=house(request).state.views.all(caller(request).name)
    )


@router.get("/saved/{name:path}", response_class=Response)
def view(request: Request, name: str) -> Response:
    """Leads to the address that has the name."""
    for each in house(request).state.views.all(caller(request).name):
        if each.name == name:
            return RedirectResponse(each.address, 303)
    raise HTTPException(404, f"You have saved nothing under the name {name!r}. /saved lists what you have.")


@router.post("/saved", response_class=Response)
def save(request: Request, name: Annotated[str, Form()] = "", address: Annotated[str, Form()] = "") -> Response:
    """Keeps an address under a name, in place of what had that name."""
    try:
        house(request).state.views.save(caller(request).name, name, address)
    except StateUsageError as error:
        raise HTTPException(400, str(error)) from error
    return RedirectResponse("/saved", 303)


@router.post("/saved/remove", response_class=Response)
def remove(request: Request, name: Annotated[str, Form()]) -> Response:
    """Forgets a view."""
    house(request).state.views.remove(caller(request).name, name)
    return RedirectResponse("/saved", 303)
