# The fabric command. The context is its build, cli/target/application.

# As of the services.
ARG BASE_IMAGE=eclipse-temurin:25-jre
FROM ${BASE_IMAGE}

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="IP-fabric command line" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

COPY lib/ /opt/ip-fabric/lib/
COPY fabric.jar /opt/ip-fabric/

# New volumes get owner and mode of what they are mounted on.
RUN install -o 10001 -g 10001 -m 700 -d /var/lib/ip-fabric/keys \
    && install -o 10001 -g 10001 -m 755 -d /var/lib/ip-fabric/public-key /var/lib/ip-fabric/routers /var/lib/ip-fabric/targets

# FABRIC_USER: whom the tokens of its commands name, for the audit log.
RUN printf '#!/bin/sh\nexec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m -XX:-UsePerfData -Duser.name="${FABRIC_USER:-cli}" -jar /opt/ip-fabric/fabric.jar "$@"\n' \
        > /usr/local/bin/fabric \
    && chmod 755 /usr/local/bin/fabric

USER 10001:10001
ENTRYPOINT ["fabric"]
