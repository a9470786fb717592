"""What can be wrong with the state, in words for people."""


class StateError(Exception):
    """Something is wrong with the database; the message names the thing, the place and the mend."""


class StateUsageError(StateError):
    """What was asked for cannot be: a name that is taken, a password that is too short."""
