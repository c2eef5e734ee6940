# Nothing but the static binary of a release, which is unpacked into an empty directory first:
#
#   tar -xzf envlint-x86_64-unknown-linux-musl.tar.gz -C dist envlint
#   docker build --tag envlint --file Dockerfile dist
#   docker run --rm --network none --user "$(id -u):$(id -g)" --volume "$PWD:/work:ro" envlint
#
# As yourself, since env files are often readable by their owner alone.
FROM scratch
COPY --chmod=0755 envlint /envlint
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/envlint"]
