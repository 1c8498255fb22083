"""The abstract tests of the standards whose classes we declare, said of a running service in our own words.

`make conformance` runs them against a service of its own or, with an address, against any other.
"""
