"""Who may only read sees no button that would be refused; who has signed in can leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from backlit.state import memory_state
from backlit.web import create_app

if TYPE_CHECKING:
    import backlit

HERE = "http://127.0.0.1:8321"


@pytest.mark.parametrize(("scope", "may"), [("read", False), ("write", True), ("admin", True)])
def test_data_offers_what_the_caller_may_do(index: backlit.Index, scope: str, may: bool) -> None:
    state = memory_state()
    _, secret = state.tokens.add("someone", scope)
    headers = {"Accept": "text/html", "Authorization": f"Bearer {secret}"}
    with TestClient(create_app(index, state), base_url=HERE, headers=headers) as client:
        page = client.get("/data").text
    assert ('action="/data/rank"' in page) == may
    assert ('action="/data/uploads"' in page) == may
    assert (">Undo<" in page) == may
    assert ("you need the scope write" in page) != may


def test_who_has_signed_in_can_sign_out_from_every_page(index: backlit.Index) -> None:
    state = memory_state()
    state.users.add("ana", "a long password", "read")
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    with TestClient(create_app(index, state), base_url=HERE, headers=headers) as client:
        assert 'href="/signout"' not in client.get("/signin").text
        client.post("/signin", data={"name": "ana", "password": "a long password"})
        for path in ("/", "/data", "/backlinks", "/help"):
            assert 'href="/signout"' in client.get(path).text, path
