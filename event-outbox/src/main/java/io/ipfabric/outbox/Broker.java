package io.ipfabric.outbox;

import io.ipfabric.contracts.kafka.BrokerAccess;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** The service's broker, for all of its clients. A service whose settings of it are wrong does not start. */
@Singleton
public class Broker {

    private final BrokerAccess access;

    @Inject
    Broker(Config config) {
        this(BrokerAccess.of(name -> config.getOptionalValue(name, String.class)));
    }

    /** For tests. */
    public Broker(BrokerAccess access) {
        this.access = access;
    }

    /** For a client of its own: where the broker is, and who the service is there. May be added to. */
    public Map<String, Object> settings() {
        return new HashMap<>(access.settings());
    }

    /** The same for the connector, which is told to ask for it by this name. */
    @Produces
    @ApplicationScoped
    @Identifier("fabric-broker")
    Map<String, Object> ofConnector() {
        return settings();
    }
}
