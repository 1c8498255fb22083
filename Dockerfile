# Skerry in two stages: the browser's files are fetched where there is Node, the service runs where there is none.
FROM node:22-slim AS web
WORKDIR /web
# Any python3 copies the files; the image's own is not to be pinned to one that the mirror drops.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/*
COPY app/web app/web
RUN python3 app/web/vendor.py

FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    SKERRY_HOST=0.0.0.0 \
    SKERRY_PORT=8000 \
    SKERRY_DATABASE_URL=sqlite:////data/skerry.sqlite3
WORKDIR /skerry
COPY requirements.txt pyproject.toml README.md ./
RUN pip install --require-hashes -r requirements.txt
COPY alembic.ini ./
COPY app app
COPY geo geo
COPY data data
COPY migrations migrations
COPY --from=web /web/app/web/vendor app/web/vendor
RUN pip install --no-deps --editable . \
    && useradd --system --uid 10001 skerry \
    && mkdir /data \
    && chown skerry /data
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["skerry", "serve"]
