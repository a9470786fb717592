"""The forms that the database has had, one module each in `versions`.

A change of a table is written twice: in the module of its subject, and as a new migration here. A test holds the two
against each other, and says what is missing.
"""

KNOWN = ("0001", "0002")
"""The forms in their order, as `revision` names them."""
HEAD = KNOWN[-1]
