# One image for the server, the workers, the migrator, the administration commands and the inbox's own files.
# The server runs from its TypeScript sources, so only the inbox is built.

FROM node:26-bookworm-slim AS manifests
WORKDIR /app
COPY . .
# What npm reads and nothing else: a change of a source file must not install everything again.
RUN find . -type f ! -name package.json ! -name package-lock.json -delete && find . -type d -empty -delete

FROM node:26-bookworm-slim AS web
WORKDIR /app
COPY --from=manifests /app ./
RUN npm ci --ignore-scripts --workspace @parley/web --workspace @parley/core
COPY . .
ARG VITE_API_URL=
RUN VITE_API_URL="$VITE_API_URL" node scripts/build-web.ts --force

FROM node:26-bookworm-slim
# For voice notes and first pictures of films; FFMPEG=no makes the image 680 MB smaller. A mirror that is away costs these, not the
# deployment: the doctor says whether it is there.
ARG FFMPEG=yes
RUN if [ "$FFMPEG" = yes ]; then \
    (apt-get update && apt-get install -y --no-install-recommends ffmpeg) || echo 'ffmpeg was not installed: recordings go out as they are'; \
    rm -rf /var/lib/apt/lists/*; fi
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=manifests /app ./
# Packages of this product stay links into the workspace: Node strips no types below node_modules.
RUN npm ci --omit=dev && npm cache clean --force && mkdir /data && chown node:node /data
COPY . .
COPY --from=web /app/web/dist ./web/dist
USER node
VOLUME /data
EXPOSE 3001
# Ready, not only alive: what waits for this container waits for one that can answer.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "scripts/probe.ts", "/readyz"]
CMD ["node", "main.ts"]
