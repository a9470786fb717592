"""The web app and the REST API: pages and resources over the reports of an index, no logic of links of their own."""

from backlit.web.app import create_app

__all__ = ["create_app"]
