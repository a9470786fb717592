"""REST, version 1: one resource a report of the catalogue, and what is around them.

It is an app of its own inside the app, so that all of its errors are problem documents whatever the pages do with
theirs. `words` are what calls may say, `forms` and `sending` what they get, `problems` what may go wrong,
`description` the OpenAPI of it all, which the reference page shows.
"""

from backlit.web.api.app import create_api
from backlit.web.api.description import PREFIX, SERVER, describe, operations
from backlit.web.api.schemas import Schema

__all__ = ["PREFIX", "SERVER", "Schema", "create_api", "describe", "operations"]
