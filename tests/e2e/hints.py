"""What ctest is told of a case beside its name."""


def ctest(**_):
    """@ctest(...) above a class or a method; tests/python/cases.py reads it from the source.

    seconds=N         lasts about so long: the longest begin first
    alone=True        runs while nothing else does
    unsanitized=True  says nothing about a program with sanitizers in it
    """
    return lambda case: case
