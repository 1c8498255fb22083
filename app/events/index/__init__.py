"""The point index: published events in NumPy columns, in step with the store through its change log.

`columns` holds one sorted run of events, `boxed` its points once more for what lies in a box, `points` the runs that
make up the whole and how they are searched, `follower` keeps them in step, `postings`, `publishers` and `bodies` fetch
what is not in them, `search` answers a request.
"""
