"""The services that users would pick instead, over a flat PostGIS table with the same rows.

They live in an environment of their own: tipg and pygeoapi from PyPI with their defaults, but for pygeoapi's count, and
a plain service of FastAPI, SQLAlchemy's ORM, GeoAlchemy2 and Pydantic as one would write it in an afternoon
(plain_service.py).
"""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests.benchmarks.servers import Server, free_port, start

PACKAGES = ("tipg", "pygeoapi", "geoalchemy2", "psycopg[binary]", "psycopg2-binary", "uvicorn[standard]", "shapely")
TABLE = "bench"

_TABLE = f"""
CREATE TABLE {TABLE} AS SELECT p.event_id::text AS id, p.type, p.modality, p.verification,
  to_timestamp(p.t0) AS start, p.regions, p.flag,
  convert_from(f.body, 'UTF8')::json->'properties'->>'title' AS title,
  convert_from(f.body, 'UTF8')::json->'properties'->>'summary' AS summary,
  convert_from(f.body, 'UTF8')::json->'properties'->>'publisher' AS publisher,
  convert_from(f.body, 'UTF8')::json->'properties'->>'vessel_names' AS vessel_names,
  ST_SetSRID(ST_MakePoint(p.x * 1e-7, p.y * 1e-7), 4326)::geometry(Point, 4326) AS geom
FROM event_point p JOIN event_feature f ON f.k = p.k
"""

_PYGEOAPI = """
server:
  bind: {{host: 127.0.0.1, port: {port}}}
  url: http://127.0.0.1:{port}
  mimetype: application/json; charset=UTF-8
  encoding: utf-8
  languages: [en-US]
  limits: {{default_items: 100, max_items: 10000}}
  map: {{url: '', attribution: ''}}
logging: {{level: ERROR}}
metadata:
  identification:
    {{title: t, description: d, keywords: [k], keywords_type: theme, terms_of_service: t, url: 'http://localhost'}}
  license: {{name: n, url: 'http://localhost'}}
  provider: {{name: n, url: 'http://localhost'}}
  contact: {{name: n, email: n@localhost, url: 'http://localhost'}}
resources:
  bench:
    type: collection
    title: t
    description: d
    keywords: [k]
    extents:
      spatial:
        {{bbox: [-180, -90, 180, 90], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'}}
    providers:
      - type: feature
        name: {provider}
        data:
          host: {host}
          port: {dbport}
          dbname: {dbname}
          user: {user}
          password: '{password}'
          search_path: [public]
        id_field: id
        table: bench
        geom_field: geom
        time_field: start
        count: {count}
"""


def environment(cache: Path) -> Path:
    """A virtual environment with the peers, made once; returns its folder of commands."""
    folder = cache / "peers"
    if not (folder / "bin" / ".complete").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
        subprocess.run(install, check=True)
        (folder / "bin" / ".complete").touch()
    return folder / "bin"


def make_table(url: str) -> None:
    """The flat table in the store's own database, with the indexes that each peer's documents advise."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if connection.scalar(text("SELECT to_regclass(:name)"), {"name": TABLE}) is None:
            connection.exec_driver_sql(_TABLE)
            for statement in (
                f"ALTER TABLE {TABLE} ADD PRIMARY KEY (id)",
                f"CREATE INDEX ON {TABLE} USING gist (geom)",
                f"CREATE INDEX ON {TABLE} (start DESC)",
                f"VACUUM ANALYZE {TABLE}",
            ):
                connection.execute(text(statement))
    engine.dispose()


def tipg(binaries: Path, url: str, logs: Path) -> Server:
    """tipg with its defaults."""
    port = free_port()
    settings = {"DATABASE_URL": url, "TIPG_DB_SCHEMAS": '["public"]', "TIPG_CATALOG_TTL": "100000"}
    command = [
        str(binaries / "uvicorn"),
        "tipg.main:app",
        "--port",
        str(port),
        "--log-level",
        "error",
        "--no-access-log",
    ]
    return start("tipg", command, port, settings, "/healthz", logs / "tipg.log")


def pygeoapi(binaries: Path, url: str, logs: Path, *, count: bool) -> Server:
    """pygeoapi behind the same server as all others, with its count of matches or without."""
    port, at = free_port(), make_url(url)
    name = "pygeoapi" if count else "pygeoapi, no count"
    config = logs / f"pygeoapi-{port}.yml"
    config.write_text(
        _PYGEOAPI.format(
            port=port,
            provider="PostgreSQL",
            host=at.host,
            dbport=at.port,
            dbname=at.database,
            user=at.username,
            password=at.password or "",
            count=str(count).lower(),
        )
    )
    openapi = config.with_suffix(".openapi.yml")
    settings = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
    generate = [binaries / "pygeoapi", "openapi", "generate", config, "--output-file", openapi]
    subprocess.run(generate, check=True, env={"PATH": "/usr/bin:/bin", **settings}, capture_output=True)
    command = _uvicorn(binaries, "pygeoapi.starlette_app:APP", port)
    return start(name, command, port, settings, "/collections/bench?f=json", logs / f"pygeoapi-{port}.log")


def plain(binaries: Path, url: str, logs: Path) -> Server:
    """The plain service, with a count as ours has one."""
    port = free_port()
    settings = {
        "DATABASE_URL": make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    }
    command = [str(binaries / "python"), str(Path(__file__).parent / "plain_service.py"), str(port)]
    return start("plain FastAPI+ORM", command, port, settings, "/healthz", logs / "plain.log")


def _uvicorn(binaries: Path, app: str, port: int) -> list[str]:
    return [str(binaries / "uvicorn"), app, "--port", str(port), "--log-level", "error", "--no-access-log"]
