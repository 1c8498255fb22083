"""The store: engine and sessions, column types, and the two back ends behind one protocol."""
