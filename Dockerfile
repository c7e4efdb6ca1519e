# Any image with Node.js 20 or newer, npm and a shell serves as the base, for example an internal mirror's.
ARG NODE_IMAGE=node:22.14.0-alpine3.21

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package that is needed here has an install script; without scripts no package can run one.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
# A user that nothing else on a host has, by number, as base images name their users differently. The kernel lets a
# process look into others of its own user: by way of /host/proc, nobody's (65534) would be Prometheus and many more.
USER 10882:10882
EXPOSE 10882
# 401 is an answer too: with --web.config.file it may ask for a password. With TLS, run it with --no-healthcheck or one of
# your own.
HEALTHCHECK --interval=30s --timeout=10s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:10882/-/healthy').then((r) => process.exit(r.status < 500 ? 0 : 1), () => process.exit(1))"]
# What these flags of V8 save is in docs/performance.md.
ENTRYPOINT ["node", "--no-memory-reducer", "--single-threaded-gc", "--min-semi-space-size=4", "/app/dist/main.js"]
