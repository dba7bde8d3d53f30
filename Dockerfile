# The image of web, worker, beat and of the one-off `prepare`: one code, different commands.
FROM debian:13-slim AS packages
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 python3-venv ca-certificates gettext \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt /tmp/requirements.txt
RUN python3 -m venv /opt/rogatory \
    && /opt/rogatory/bin/pip install --no-cache-dir --require-hashes --only-binary :all: \
        --requirement /tmp/requirements.txt
COPY locale /tmp/locale
RUN find /tmp/locale -name '*.po' -execdir msgfmt --check-format --output-file django.mo django.po ';'

FROM debian:13-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        python3 ca-certificates tini \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/data --shell /usr/sbin/nologin rogatory \
    && install --directory --owner rogatory --group rogatory --mode 0700 /srv/data
COPY --from=packages /opt/rogatory /opt/rogatory
COPY . /srv/rogatory
COPY --from=packages /tmp/locale /srv/rogatory/locale
ENV PATH=/opt/rogatory/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ROGATORY_PRODUCTION=1 \
    ROGATORY_DATA=/srv/data
WORKDIR /srv/rogatory
USER rogatory
VOLUME /srv/data
EXPOSE 8000
ENTRYPOINT ["tini", "--"]
CMD ["gunicorn", "--config", "python:config.gunicorn", "--bind", "0.0.0.0:8000", "config.wsgi:application"]
