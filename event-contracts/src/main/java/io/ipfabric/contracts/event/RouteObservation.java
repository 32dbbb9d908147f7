package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Topic {@code route-observations}: levels. What reflectors really hold, as the observer sees it. Records of one reflector are in the order of
 * what happened; a path that is not there counts as absent only while the reflector's sight is {@link State#IN_SYNC}.
 */
public sealed interface RouteObservation extends FabricEvent {

    RouterName reflector();

    /** The number of the session in which it was seen: it rises with each, over restarts of the observer too. */
    long generation();

    /** How much can be seen of a reflector. */
    enum State {
        /** A session is up and its first paths are coming in: what is there is there, what is not says nothing. */
        SYNCING,
        /** All paths are known (RFC 4724, End-of-RIB): what of an earlier generation was not repeated is gone. */
        IN_SYNC,
        /** There is no session: nothing is known any more. */
        LOST
    }

    /**
     * The sight of a reflector.
     *
     * @param reflector the reflector
     * @param state how much can be seen of it
     * @param generation the number of the session in which it was seen
     * @param detail what happened, for a person; absent: nothing special
     * @param at when it was so, by the observer's clock
     */
    record ReflectorSight(
            RouterName reflector,
            State state,
            long generation,
            @Nullable String detail,
            Instant at) implements RouteObservation {

        /** No prefix is spelt like it. */
        public static final String KEY_SUFFIX = "/-sight";

        public ReflectorSight {
            Fields.required(reflector, "reflector");
            Fields.required(state, "state");
            Fields.atLeast(1, generation, "generation");
            Fields.required(at, "at");
        }

        @Override
        @JsonIgnore
        public String partitionKey() {
            return reflector + KEY_SUFFIX;
        }
    }

    /**
     * All paths that a reflector holds for a prefix. A tombstone says that there is none any more.
     *
     * @param reflector the reflector
     * @param prefix what the paths lead to
     * @param generation the number of the session in which it was seen
     * @param paths those that passed the reflector's own filter, by peer; never empty
     * @param at when it was so, by the observer's clock
     */
    record ReflectorRoute(RouterName reflector, Prefix prefix, long generation, List<Path> paths, Instant at)
            implements RouteObservation {

        public static final int PATHS_MAX = 64;

        public ReflectorRoute {
            Fields.required(reflector, "reflector");
            Fields.required(prefix, "prefix");
            Fields.atLeast(1, generation, "generation");
            paths = Fields.distinct(Fields.nonEmptyList(paths, "paths", PATHS_MAX), Path::peer, "paths", PATHS_MAX);
            Fields.required(at, "at");
        }

        @Override
        @JsonIgnore
        public String partitionKey() {
            return key(reflector, prefix);
        }

        public static String key(RouterName reflector, Prefix prefix) {
            return reflector + "/" + prefix;
        }
    }

    /**
     * A path.
     *
     * @param peer the router that announced it, by its address in the underlay
     * @param nextHop where it leads (RFC 4271, section 5.1.3)
     * @param localPreference RFC 4271, section 5.1.5; absent: it had none
     */
    record Path(Address peer, Address nextHop, @Nullable Long localPreference) {
        public Path {
            Fields.required(peer, "peer");
            Fields.required(nextHop, "nextHop");
        }
    }
}
