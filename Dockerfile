# syntax=docker/dockerfile:1
# `comparator` for a machine that runs it all day: docs/container.md says how.
FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY comparator comparator
COPY plugins plugins
RUN python -m venv /opt/comparator \
    && /opt/comparator/bin/pip install --no-cache-dir --no-compile '.[serve]'

FROM python:3.11-slim
COPY --from=build /opt/comparator /opt/comparator
RUN useradd --uid 10001 --create-home --home-dir /home/comparator comparator \
    && mkdir -p /data \
    && chown comparator /data
USER 10001
ENV PATH=/opt/comparator/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/data/cache
WORKDIR /data
VOLUME /data
# what `serve` listens on with --host 0.0.0.0; other commands end by themselves
EXPOSE 8000
HEALTHCHECK --interval=60s --timeout=5s --start-period=90s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["comparator"]
CMD ["compare", "BTC"]
