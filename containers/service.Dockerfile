# One of the services of the control plane. The context is its build, e.g. vm-service/target/application; docker-compose.yml names it.

# Any image with a Java 25 on the PATH and a bash. A build argument, so that a mirror or an image of your own takes its place.
ARG BASE_IMAGE=eclipse-temurin:25-jre
FROM ${BASE_IMAGE}

ARG MODULE
ARG PORT
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="IP-fabric ${MODULE}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# From what changes seldom to what changes with each build.
COPY lib/ /opt/ip-fabric/lib/
COPY service.jar /opt/ip-fabric/

# Heap and direct memory are bounded one by one: the first alone does not bound the process. Replace the variable to have others.
ENV JDK_JAVA_OPTIONS="-XX:+UseSerialGC -Xmx192m -XX:MaxDirectMemorySize=64m -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" \
    FABRIC_LOG_FORMAT=json \
    QUARKUS_HTTP_HOST=0.0.0.0 \
    QUARKUS_HTTP_PORT=${PORT}
EXPOSE ${PORT}

# A number, so that an orchestrator sees that it is not root. Nothing of the image is writable for it, and nothing needs to be but /tmp.
USER 10001:10001

# bash speaks HTTP well enough: no program is added to the image for it, and no JVM started.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/$QUARKUS_HTTP_HOST/$QUARKUS_HTTP_PORT && printf 'GET /q/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

ENTRYPOINT ["java", "-jar", "/opt/ip-fabric/service.jar"]
