# What is done once before the services start: keys, databases, the bucket. docker build -f infra/docker/jobs.Dockerfile .
FROM node:26.10.0-bookworm-slim AS manifests
WORKDIR /source
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete && find . -type d -empty -delete

FROM node:26.10.0-bookworm-slim AS build
WORKDIR /source
COPY --from=manifests /source ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node tools/src/build.ts jobs

FROM node:26.10.0-bookworm-slim AS jobs
LABEL org.opencontainers.image.title="segue-jobs" \
      org.opencontainers.image.description="Segue, a music streaming platform: what is done once before the services start"
ENV NODE_ENV=production
COPY infra/docker/guard.mjs /usr/local/lib/segue/guard.mjs
RUN install --directory --owner node --group node /keys/token /keys/grant /keys/public
WORKDIR /app
COPY --from=build /source/dist/apps/jobs ./
USER node
STOPSIGNAL SIGTERM
# A job ends; there is nothing to look after.
HEALTHCHECK NONE
ENTRYPOINT ["node", "--enable-source-maps", "--import", "/usr/local/lib/segue/guard.mjs"]
CMD ["make-keys.js"]
