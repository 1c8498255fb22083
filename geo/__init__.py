"""Offline maritime geography of the Baltic and its approaches: regions, zones, places, and places said in words.

Pure: no database, no network, nothing of `app`. Coordinates are WGS 84 longitude and
latitude in degrees, distances metres.
"""
