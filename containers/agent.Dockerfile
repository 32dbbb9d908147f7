# The agent of a node. The context is its build, node-executor/target/application. Build containers/frr first.

# The project's FRR image, of the release that runs on the node.
ARG FRR_IMAGE=ip-fabric/frr
# As of the services; the Java in /opt/java/openjdk is taken from it.
ARG BASE_IMAGE=eclipse-temurin:25-jre

FROM ${BASE_IMAGE} AS java

FROM ${FRR_IMAGE}

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="IP-fabric node-executor" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

COPY --from=java /opt/java/openjdk /opt/java/openjdk

# frrvty: the vty sockets of FRR belong to this group.
RUN useradd --system --uid 10001 --user-group --groups frrvty --no-create-home --shell /usr/sbin/nologin ip-fabric-node \
    && install -o ip-fabric-node -g ip-fabric-node -m 700 -d /var/lib/ip-fabric-node
VOLUME /var/lib/ip-fabric-node

COPY lib/ /opt/ip-fabric/lib/
COPY service.jar /opt/ip-fabric/

# ZGC: others stop the program for milliseconds, and a guest that just moved would lose as many packets.
ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    JAVA_HOME=/opt/java/openjdk \
    JDK_JAVA_OPTIONS="-XX:+UseZGC -Xmx128m -XX:MaxDirectMemorySize=32m -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError" \
    FABRIC_LOG_FORMAT=json \
    QUARKUS_HTTP_HOST=0.0.0.0 \
    QUARKUS_HTTP_PORT=8083
EXPOSE 8083

HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/$QUARKUS_HTTP_HOST/$QUARKUS_HTTP_PORT && printf 'GET /q/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

# Engines give no user but root a capability that it can use (an ambient one), and a file capability on java is void under no-new-privileges. So the container begins as root, who
# has no more than NET_ADMIN, NET_RAW, SETUID, SETGID and SETPCAP there, and this program becomes the agent's user with the first two alone, for ever:
#   NET_ADMIN  links, routes, neighbors and nftables of the node;
#   NET_RAW    packet sockets that hear a guest arrive.
ENTRYPOINT ["setpriv", "--reuid=ip-fabric-node", "--regid=ip-fabric-node", "--init-groups", \
    "--inh-caps=-all,+net_admin,+net_raw", "--ambient-caps=-all,+net_admin,+net_raw", "--bounding-set=-all,+net_admin,+net_raw", "--no-new-privs", \
    "java", "-jar", "/opt/ip-fabric/service.jar"]
