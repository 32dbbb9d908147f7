package io.ipfabric.gateway.observer.application;

import io.ipfabric.gateway.observer.domain.SessionEvent;

/** A session that the observer believes, for the adapter that speaks with the reflector. Thread-safe. */
public interface ReflectorSession {

    /** In the order of what happened. Of a session that another one took the place of, nothing is heard any more. */
    void on(SessionEvent event);

    /** It ended. Nothing comes after it. */
    void ended(String detail);
}
