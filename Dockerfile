# One image for the service, the night's run and the demonstration source; docker-compose.yml says which is which.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1 PATH=/opt/iconlens/bin:$PATH
RUN python -m venv /opt/iconlens
COPY requirements.txt requirements-scale.txt ./
ARG REQUIREMENTS=requirements.txt
RUN pip install --require-hashes --requirement "$REQUIREMENTS"
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY ingest ingest
COPY render render
COPY features features
COPY api api
# No file is installed that has no hash; the project itself, which can have none, brings nothing more.
RUN pip install --no-deps --no-index --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcairo2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /tmp iconlens \
    && install -d -o 10001 -g 10001 /data
COPY --from=build /opt/iconlens /opt/iconlens
WORKDIR /app
COPY nightly.sh ./
COPY data/demo data/demo
ENV PATH=/opt/iconlens/bin:$PATH ICONLENS_DATA=/data HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "api", "--host", "0.0.0.0", "--port", "8000"]
