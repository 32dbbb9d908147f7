package io.ipfabric.gateway.observer.domain.client;

import io.ipfabric.gateway.observer.domain.bgp.BgpError;
import io.ipfabric.gateway.observer.domain.bgp.BgpMessage;

/** What happens to a session. */
public sealed interface ClientInput {

    record Heard(BgpMessage message) implements ClientInput {}

    /** What came is no message. */
    record Unreadable(BgpError error, String detail) implements ClientInput {}

    /** Time went on. */
    record Elapsed() implements ClientInput {}

    /** Its owner wants it to end. */
    record Stopped(BgpError error, String detail) implements ClientInput {}

    /** The connection is gone. */
    record Disconnected() implements ClientInput {}
}
