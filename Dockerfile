FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY emulator emulator
COPY scenarios scenarios
RUN python -m venv /opt/idc && /opt/idc/bin/pip install --no-cache-dir '.[postgres]'

FROM python:3.12-slim
COPY --from=build /opt/idc /opt/idc
RUN useradd --create-home --uid 1000 idc && mkdir /data && chown idc /data
USER idc
WORKDIR /data
VOLUME /data
ENV PATH=/opt/idc/bin:$PATH IDC_HOST=0.0.0.0 IDC_ALLOW_REMOTE=true IDC_PUBLIC_URL=http://localhost:8250
EXPOSE 8250
# Listening beyond loopback needs an admin token: give IDC_ADMIN_TOKEN when you run the image.
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s CMD ["idc", "ready"]
ENTRYPOINT ["idc"]
CMD ["serve"]
