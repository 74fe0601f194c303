# One image for the web, the workers and the one-shot migration; how they run together is told in
# compose.yaml and docs/operations.md.
FROM python:3.11-slim-bookworm AS build
WORKDIR /opt/mahnwerk
COPY requirements.txt .
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --no-input -r requirements.txt

FROM python:3.11-slim-bookworm
# What letters need: docs/operations.md, "Install".
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/mahnwerk mahnwerk
WORKDIR /opt/mahnwerk
COPY --from=build /opt/mahnwerk/.venv .venv
COPY . .
ENV PATH=/opt/mahnwerk/.venv/bin:$PATH \
    DATA_DIR=/var/lib/mahnwerk \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# The key of the build signs nothing; the folder is thrown away.
RUN python script/check_native.py \
    && SECRET_KEY=build DATA_DIR=/tmp/build python manage.py collectstatic --no-input \
    && rm -r /tmp/build
USER mahnwerk
VOLUME /var/lib/mahnwerk
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--timeout", "120", \
     "--no-control-socket", "dunning_site.wsgi"]
