# One image for the API, the administrators' pages and the worker: `finnect web`, `finnect worker`, `finnect prepare`.
# Another base, by digest for instance: --build-arg PYTHON_IMAGE=python:3.11-slim-bookworm@sha256:…
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
# With the TensorFlow trainer: --build-arg LOCK=tensorflow, 1.3 GB more. With Dask: --build-arg LOCK=dask, 35 MB more.
ARG LOCK=run

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
# Wheels only: nothing is compiled, and no package runs code of its own while it is installed.
RUN python -m venv --without-pip /opt/finnect
ARG LOCK
COPY requirements/${LOCK}.txt /tmp/lock.txt
RUN python -m pip --python /opt/finnect/bin/python install --require-hashes --no-deps --only-binary :all: --no-compile -r /tmp/lock.txt \
 && find /opt/finnect/lib -type d \( -name tests -o -path '*/onnx/backend/test' \) -prune -exec rm -r {} +
COPY finnect /app/finnect
RUN printf '#!/bin/sh\nexec python -m finnect "$@"\n' > /opt/finnect/bin/finnect && chmod 755 /opt/finnect/bin/finnect \
 && chmod -R a+rX,go-w /opt/finnect /app \
 && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/finnect/lib /app

FROM ${PYTHON_IMAGE} AS runtime
RUN groupadd --gid 10001 finnect \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin finnect \
 && install -d -o finnect -g finnect -m 700 /data /scratch
COPY --from=build /opt/finnect /opt/finnect
COPY --from=build /app /app
# /scratch takes uploads on their way and the files of running jobs: a disk, not memory. /data is only for the embedded mode.
ENV PATH=/opt/finnect/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    TMPDIR=/scratch \
    FINNECT_HOME=/data \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /app
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
# The worker answers no requests; compose.yaml gives it another check.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); c.request('GET', '/health/live'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["finnect"]
CMD ["web"]
