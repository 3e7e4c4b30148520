# syntax=docker/dockerfile:1
# Casethread for your chats: `docker build -t casethread .`, then docs/running.md or `docker compose up` (compose.yaml).
# `npm run check:container` carries out these steps without Docker, and sums up what the image weighs (docs/decisions/0039).

# Tags, so that each build has their newest corrections. By digest, or from a mirror: --build-arg NODE_IMAGE=… (docs/running.md).
ARG NODE_IMAGE=node:24-bookworm-slim
ARG BASE_IMAGE=gcr.io/distroless/cc-debian12:nonroot

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
COPY playground/package.json playground/
# No package's install script has to run.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build:product
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
RUN mkdir -p out/app out/data
RUN cp -R package.json LICENSE manifest.yml data docs dist node_modules out/app/
RUN find out/app -name '*.map' -delete

# No shell and no package manager: glibc, certificates and time zones.
FROM ${BASE_IMAGE}
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /build/out/app /app
COPY --from=build --chown=65532:65532 /build/out/data /data
# Metrics, /healthz and /readyz for the container alone; for Prometheus set METRICS_HOST and METRICS_TOKEN as well.
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0 PORT=3000 METRICS_PORT=9464
WORKDIR /app
USER 65532:65532
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["/usr/local/bin/node", "-e", "fetch('http://127.0.0.1:' + process.env.METRICS_PORT + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/usr/local/bin/node", "/app/dist/src/cli/cli.js"]
CMD ["start"]
