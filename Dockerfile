# One image for the service, the night's run and the demonstration source; docker-compose.yml says which is which.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY ingest ingest
COPY render render
COPY features features
COPY api api
ENV PIP_CONSTRAINT=/src/constraints.txt PIP_BUILD_CONSTRAINT=/src/constraints.txt PIP_NO_CACHE_DIR=1
RUN pip install --prefix=/install .

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcairo2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /tmp iconlens \
    && install -d -o 10001 -g 10001 /data
COPY --from=build /install /usr/local
WORKDIR /app
COPY nightly.sh ./
COPY data/demo data/demo
ENV ICONLENS_DATA=/data HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "api", "--host", "0.0.0.0", "--port", "8000"]
