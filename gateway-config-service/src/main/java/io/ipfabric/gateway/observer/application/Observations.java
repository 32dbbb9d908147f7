package io.ipfabric.gateway.observer.application;

import io.ipfabric.gateway.observer.domain.Publication;
import java.util.List;

/** Where publications go. Never waits for anything; what cannot be said now is said later, the newest of each key. */
public interface Observations {

    void publish(List<Publication> publications);
}
