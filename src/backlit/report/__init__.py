"""The reports: who links to a target, how, since when, and what changed.

Each report is one module and one function from a `View` (one version of the index) and a `Query` to a `Report` (an
Arrow table with documented columns). `query` and `filters` make the question, `view` and `rows` answer it, `result`
and `formats` hand it over; `text` makes strangers' text safe to show. `witnesses` and `claimed` know what exports say.
"""
