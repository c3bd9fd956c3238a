# Two images: `serve` runs the service; `night` the night's run and the demonstration source. Each holds what it uses:
# the service does without TensorFlow. docker-compose.yml says which container is which.
FROM python:3.11-slim-bookworm AS source
WORKDIR /src
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY ingest ingest
COPY render render
COPY features features
COPY api api

FROM python:3.11-slim-bookworm AS environment
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1 PATH=/opt/iconlens/bin:$PATH
RUN python -m venv /opt/iconlens

# No file is installed that has no hash; the project itself, which can have none, brings nothing more.
FROM environment AS serve-environment
ARG REQUIREMENTS=requirements-serve.txt
COPY requirements-serve.txt requirements-serve-scale.txt ./
COPY requirements-serve-mcp.txt ./
RUN pip install --require-hashes --requirement "$REQUIREMENTS"
COPY --from=source /src ./
RUN pip install --no-deps --no-index --no-build-isolation .

FROM environment AS night-environment
ARG REQUIREMENTS=requirements.txt
COPY requirements.txt requirements-scale.txt ./
RUN pip install --require-hashes --requirement "$REQUIREMENTS"
COPY --from=source /src ./
RUN pip install --no-deps --no-index --no-build-isolation .

FROM python:3.11-slim-bookworm AS system
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcairo2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /tmp iconlens \
    && install -d -o 10001 -g 10001 /data
WORKDIR /app
ENV PATH=/opt/iconlens/bin:$PATH ICONLENS_DATA=/data HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001

FROM system AS night
COPY --from=night-environment /opt/iconlens /opt/iconlens
COPY nightly.sh ./
COPY data/demo data/demo
CMD ["./nightly.sh"]

FROM system AS serve
COPY --from=serve-environment /opt/iconlens /opt/iconlens
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "api", "--host", "0.0.0.0", "--port", "8000"]
