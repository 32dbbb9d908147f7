package io.ipfabric.outbox;

import java.util.Optional;

/** What must be true before the service consumes anything: each bean of this type is asked at start, until it says so. */
public interface Precondition {

    /**
     * On a thread that may block; asked again if something is in the way.
     *
     * @return what is in the way, for people; empty: nothing, and it is not asked any more
     * @throws Exception if it could not be found out
     */
    Optional<String> check() throws Exception;
}
